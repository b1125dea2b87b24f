import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#lab/process/run.ts'

/** Libraries that imitate browsers, as they were tried; they are no part of Vigie and are fetched only when asked for. */
const PACKAGES = { impit: '0.14.5', 'wreq-js': '3.1.0', cycletls: '2.0.5' } as const
const LIMIT_S = '180'

/** The folder that has them, fetched into the cache when it is empty; null, and why, when npm does not bring them. */
export async function fetchPackages(cache: string, say: (line: string) => void): Promise<string | null> {
  const names = Object.keys(PACKAGES)
  const isThere = (): boolean => names.every((name) => existsSync(join(cache, 'node_modules', name)))
  if (isThere()) return cache
  mkdirSync(cache, { recursive: true })
  const manifest = { name: 'vigie-laboratory-impersonators', private: true, dependencies: PACKAGES }
  writeFileSync(join(cache, 'package.json'), JSON.stringify(manifest))
  const npm = ['npm', 'install', '--prefix', cache, '--no-audit', '--no-fund', '--ignore-scripts'] as const
  const { code, stderr } = await run(['timeout', LIMIT_S, ...npm])
  if (code === 0 && isThere()) return cache
  say(`Without impersonators: npm did not bring ${names.join(', ')} (${stderr.trim().split('\n').at(-1) ?? ''}).`)
  return null
}
