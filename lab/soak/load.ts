import { run } from '#lab/process/run.ts'

/** One kind of traffic; `share` of all requests. */
interface Part {
  name: string
  scheme: 'http' | 'https'
  share: number
  /** h2load's words for it. */
  how: readonly string[]
  connections: number
  /** Each request on a connection of its own. */
  fresh: boolean
}

const MIX: readonly Part[] = [
  { name: 'plain-1.1', scheme: 'http', share: 0.35, how: ['--h1'], connections: 16, fresh: false },
  { name: 'tls-1.1', scheme: 'https', share: 0.25, how: ['--h1'], connections: 16, fresh: false },
  { name: 'tls-2', scheme: 'https', share: 0.38, how: ['-m10'], connections: 8, fresh: false },
  { name: 'fresh-tls-1.1', scheme: 'https', share: 0.02, how: ['--h1'], connections: 0, fresh: true },
]

export interface Ports {
  plainPort: number
  tlsPort: number
}

export interface Driven {
  name: string
  asked: number
  /** Answered with 2xx, as h2load counted them. */
  succeeded: number
}

const urlOf = (part: Part, ports: Ports, folder: string): string =>
  `${part.scheme}://127.0.0.1:${part.scheme === 'http' ? ports.plainPort : ports.tlsPort}${folder}${part.name}`

const succeededIn = (said: string): number => Number(/, (\d+) succeeded,/.exec(said)?.[1] ?? 0)

/** Requests a second with nothing held back, every long-lived kind of the mix at once. */
export async function highestRate(ports: Ports, folder: string, seconds: number): Promise<number> {
  const rates = MIX.filter((part) => !part.fresh).map(async (part) => {
    const words = ['-t1', `-c${part.connections}`, `-D${seconds}`, ...part.how, urlOf(part, ports, folder)]
    const { stdout } = await run(['h2load', ...words])
    return Number(/finished in [\d.]+m?s, ([\d.]+) req\/s/.exec(stdout)?.[1] ?? 0)
  })
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
}

/** The whole mix for about so many seconds: each part makes exactly the requests asked, on connections of its own. */
export function driveMix(ports: Ports, folder: string, rate: number, seconds: number): Promise<Driven[]> {
  return Promise.all(
    MIX.map(async (part) => {
      const wanted = rate * part.share
      const each = wanted / Math.max(1, part.connections)
      const fresh = Math.max(1, Math.round(wanted))
      const asked = part.fresh ? fresh * seconds : Math.max(1, Math.round(each * seconds)) * part.connections
      const pace = part.fresh
        ? [`-c${asked}`, `-r${fresh}`]
        : [`-c${part.connections}`, `--rps=${Math.max(1, each).toFixed(2)}`]
      const words = ['-t1', `-n${asked}`, ...pace, ...part.how, urlOf(part, ports, folder)]
      const { stdout, stderr } = await run(['h2load', ...words])
      if (!stdout.includes('succeeded')) throw new Error(`h2load said: ${stdout}${stderr}`)
      return { name: part.name, asked, succeeded: succeededIn(stdout) }
    }),
  )
}
