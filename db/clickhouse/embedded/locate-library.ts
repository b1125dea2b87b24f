import { createRequire } from 'node:module'
import { join } from 'node:path'
import { existsSync } from 'node:fs'

const PLATFORMS = ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64']

/** The ClickHouse library that npm installed for this platform. */
export function locateLibrary(): string {
  const fromHere = createRequire(import.meta.url)
  for (const platform of PLATFORMS) {
    for (const root of fromHere.resolve.paths('chdb') ?? []) {
      const path = join(root, '@chdb', `lib-${platform}`, 'libchdb.so')
      if (platform.startsWith(`${process.platform}-${process.arch}`) && existsSync(path)) return path
    }
  }
  throw new Error(
    `The embedded ClickHouse is not installed for ${process.platform} ${process.arch}: run npm install with optional packages, or set CLICKHOUSE_URL.`,
  )
}
