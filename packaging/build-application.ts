import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { childEnvironment, projectRoot } from './config.ts'
import { treeDigest } from './tree-digest.ts'

const SOURCES = ['app', 'components', 'db', 'ml', 'public', 'proxy.ts', 'instrumentation.ts', 'instrumentation-node.ts']
const SETTINGS = ['next.config.ts', 'postcss.config.mjs', 'package-lock.json', 'tsconfig.json']

/** Builds the Next.js application unless the last build came from the same sources. */
export function buildApplication(): 'built' | 'fresh' {
  const stamp = path.join(projectRoot, '.cache', 'application.sha256')
  const digest = treeDigest([...SOURCES, ...SETTINGS])
  if (readStamp(stamp) === digest && readStamp(path.join(projectRoot, '.next', 'BUILD_ID')) !== '') return 'fresh'
  const build = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: projectRoot,
    env: childEnvironment({ NODE_ENV: 'production' }),
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (build.status !== 0) throw new Error(`next build failed:\n${build.stdout}${build.stderr}`)
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
  return 'built'
}

function readStamp(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
