import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { inter, plexMono } from './fonts.ts'
import { Providers } from './browser/providers.tsx'
import { config } from './config.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Vigie', template: '%s · Vigie' },
  description: 'Which visitors of your web servers are machines, which of them are hostile, and why.',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0e1420' },
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
  ],
}

function themeOf(cookie: string | undefined): 'dark' | 'light' | undefined {
  return cookie === 'dark' || cookie === 'light' ? cookie : undefined
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The nonce in the content security policy differs per request: no page may be rendered ahead of it.
  await connection()
  const theme = themeOf((await cookies()).get('vigie-theme')?.value)
  const nonce = (await headers()).get('x-nonce') ?? ''
  return (
    <html
      lang="en"
      data-theme={theme}
      data-base-path={config.base_path}
      className={`${inter.variable} ${plexMono.variable}`}
    >
      <body>
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  )
}
