import { existsSync } from 'node:fs'
import { run } from '#lab/process/run.ts'
import { ALL_KINDS, isKindOf, needsOf, type Kind } from './kinds.ts'

/** Debian packages that have the commands, where the names differ. */
const DEBIAN: Readonly<Record<string, string>> = {
  ab: 'apache2-utils',
  aria2c: 'aria2',
  Xvfb: 'xvfb',
  java: 'default-jdk-headless',
  h2load: 'nghttp2-client',
  node: 'nodejs',
  '/usr/bin/python3': 'python3-requests python3-httpx python3-h2',
  scrapy: 'python3-scrapy',
}

async function isThere(command: string): Promise<boolean> {
  if (command.startsWith('/')) return existsSync(command)
  const { code } = await run(['sh', '-c', 'command -v "$0"', command])
  return code === 0
}

/** The clients that can run here; what is missing is told with the line that brings it, and the rest runs. */
export async function chooseKinds(has_packages: boolean, say: (line: string) => void): Promise<Kind[]> {
  const missing = new Set<string>()
  const chosen: Kind[] = []
  for (const kind of ALL_KINDS) {
    const lacks: string[] = []
    for (const command of needsOf(kind)) if (!(await isThere(command))) lacks.push(command)
    for (const command of lacks) missing.add(DEBIAN[command] ?? command)
    if (lacks.length === 0 && (has_packages || !isKindOf(kind, 'impersonator'))) chosen.push(kind)
  }
  if (missing.size > 0)
    say(`Not everything is there; the rest runs. To have it: apt-get install ${[...missing].join(' ')}`)
  return chosen
}
