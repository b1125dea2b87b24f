import { existsSync, readdirSync, rmSync } from 'node:fs'
import { run } from '#lab/process/run.ts'
import { NAMESPACE_FILES } from './build-network.ts'
import { BRIDGE, PREFIX } from './topology.ts'

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(PREFIX)) : []
}

export function listInterfaces(): string[] {
  return namesIn('/sys/class/net')
}

export function listNamespaces(): string[] {
  return namesIn('/run/netns')
}

/** Removes every interface, namespace and namespace file with the laboratory's prefix. */
export async function removeNetwork(): Promise<void> {
  // Outer ends first: a namespace that a stranger still holds open would keep its pair alive.
  for (const name of listInterfaces().filter((name) => name !== BRIDGE)) await run(['ip', 'link', 'del', name])
  for (const name of listInterfaces()) await run(['ip', 'link', 'del', name])
  for (const name of listNamespaces()) await run(['ip', 'netns', 'del', name])
  for (const name of namesIn(NAMESPACE_FILES)) rmSync(`${NAMESPACE_FILES}/${name}`, { recursive: true, force: true })
  if (existsSync(NAMESPACE_FILES) && readdirSync(NAMESPACE_FILES).length === 0)
    rmSync(NAMESPACE_FILES, { recursive: true })
}
