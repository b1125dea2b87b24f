import type { Command } from '#lab/process/run.ts'

/** The command as it runs in a namespace, with that namespace's /etc/hosts. */
export function inside(namespace: string, ...command: Command): Command {
  return ['ip', 'netns', 'exec', namespace, ...command]
}

/** The same for a client, which must not outlive the laboratory's own process. */
export function clientInside(namespace: string, ...command: Command): Command {
  return inside(namespace, 'setpriv', '--pdeathsig', 'KILL', ...command)
}
