import { setTimeout as delay } from 'node:timers/promises'
import { config } from '#db/config.ts'
import { stateDirectory } from '#db/state-directory.ts'
import { startEmbedded, type EmbeddedStore } from './start-embedded.ts'

const PING_EVERY_MS = 2000
const SILENCE_MS = 15_000

async function main(): Promise<number> {
  const store = await startEmbedded({
    stateDirectory: stateDirectory(),
    port: config.clickhouse.embedded_port,
    memory_mb: config.clickhouse.embedded_memory_mb,
  })
  console.log(`store: ready on ${store.endpoint.url} (pid ${store.pid})`)
  const leave = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leave.abort())
  const ending = await Promise.race([store.exited.then(() => 'died' as const), watch(store, leave.signal)])
  switch (ending) {
    case 'asked to stop':
      await store.stop()
      console.log('store: stopped in order')
      return 0
    case 'silent':
      console.error(`store: no answer for ${SILENCE_MS / 1000} s, killed`)
      await store.kill()
      return 1
    case 'died':
      console.error('store: the server ended by itself; its last words are in log/clickhouse.log')
      return 1
  }
}

/** A crashed engine may hang instead of ending, so silence counts as death. */
async function watch(store: EmbeddedStore, leave: AbortSignal): Promise<'silent' | 'asked to stop'> {
  let heard_at = Date.now()
  while (Date.now() - heard_at < SILENCE_MS) {
    if (leave.aborted) return 'asked to stop'
    if (await answers(store.endpoint.url)) heard_at = Date.now()
    await delay(PING_EVERY_MS, undefined, { signal: leave }).catch(() => undefined)
  }
  return 'silent'
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(PING_EVERY_MS) })
    return response.ok
  } catch {
    return false
  }
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(`store: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  },
)
