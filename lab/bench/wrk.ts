import { run } from '#lab/process/run.ts'
import type { BenchNginx } from './bench-nginx.ts'
import { processorTimeOf } from './processor-time.ts'

const CONNECTIONS = 32

export interface Load {
  /** As the server counted them: wrk gives up what is under way at its end. */
  requests: number
  requests_per_second: number
  /** The server's own processor time. */
  us_per_request: number
}

interface LoadOptions {
  url: string
  seconds: number
  script: string | undefined
  server: BenchNginx
}

/** One load of wrk, saturating. */
export async function runWrk({ url, seconds, script, server }: LoadOptions): Promise<Load> {
  const [before, requestsBefore] = [processorTimeOf(server.pid), await server.requests()]
  const scripted = script === undefined ? [] : ['-s', script]
  const { stdout } = await run(['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}`, ...scripted, url])
  const requests = (await server.requests()) - requestsBefore - 1
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? NaN)
  return { requests, requests_per_second: rate, us_per_request: (processorTimeOf(server.pid) - before) / requests }
}
