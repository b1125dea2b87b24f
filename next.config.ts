import type { NextConfig } from 'next'

const base_path = process.env['BASE_PATH'] ?? ''
const is_https = process.env['PUBLIC_URL']?.startsWith('https:') === true

/** For every answer, pages and data alike; the content policy of pages is made per request in proxy.ts. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
  ...(is_https ? [{ key: 'Strict-Transport-Security', value: 'max-age=31536000' }] : []),
]

const config: NextConfig = {
  distDir: process.env['NEXT_DIST_DIR'] ?? '.next',
  basePath: base_path,
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` covers types over the whole project; a first start should not wait for that.
  typescript: { ignoreBuildErrors: true },
  // Several projects may lie above this one; the nearest lock file is ours.
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: [
    '@clickhouse/client',
    '@libsql/client',
    '@node-rs/argon2',
    '@prisma/adapter-libsql',
    '@prisma/adapter-pg',
    '@prisma/client',
    'koffi',
    'libsql',
    'onnxruntime-node',
    'pg',
  ],
  headers: () => Promise.resolve([{ source: '/:path*', headers }]),
}

export default config
