import { appendFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { SoakOptions } from '#lab/command-line.ts'
import { startWatch, type Watch } from '#lab/watch/start-watch.ts'
import { startNginx } from '#sensor/source/ebpf/test-servers/nginx.ts'
import { countStored } from './count-stored.ts'
import { driveMix, highestRate, type Driven, type Ports } from './load.ts'
import { pictureOf } from './picture.ts'
import { takeSample, type Sample } from './sample.ts'
import { verdictOf } from './verdict.ts'

const PROBE_SECONDS = 6
const SLICE_SECONDS = 10
const SAMPLE_MS = 5000
const DRAIN_MS = 120_000
/** A store that has taken nothing for so long has all. */
const QUIET_MS = 15_000
/** Last lines of the sensor's log, told when something is wrong. */
const SAID = 8
const FOLDER = '/soak/'

type Say = (line: string) => void

async function storedCount(prefix: string): Promise<number> {
  return (await countStored({ prefix })).reduce((sum, { stored }) => sum + stored, 0)
}

/** Until the store holds so many, or has not grown for a while. */
async function drained(prefix: string, expected: number): Promise<void> {
  const deadline = Date.now() + DRAIN_MS
  let [last, grew_ms] = [-1, Date.now()]
  while (Date.now() < deadline && Date.now() - grew_ms < QUIET_MS) {
    const stored = await storedCount(prefix)
    if (stored >= expected) return
    if (stored !== last) grew_ms = Date.now()
    last = stored
    await pause(500)
  }
}

/** Samples until told to stop; a line of progress with each. */
async function observe(
  watch: Watch,
  began_ms: number,
  file: string,
  progress: () => Driven[],
  end: AbortSignal,
  say: Say,
) {
  const samples: Sample[] = []
  while (!end.aborted) {
    const sent = progress().reduce((sum, { succeeded }) => sum + succeeded, 0)
    const sample = await takeSample(watch, began_ms, sent)
    samples.push(sample)
    appendFileSync(file, `${JSON.stringify(sample)}\n`)
    const stored = await storedCount(FOLDER)
    const lost = Object.entries(sample.losses).reduce(
      (sum, [name, value]) => sum + (name.endsWith('_bytes') ? 0 : value),
      0,
    )
    const memory = `sensor ${sample.sensor.rss_mb.toFixed(0)} MB, store ${sample.store.rss_mb.toFixed(0)} MB`
    say(`  ${sample.at_s.toFixed(0).padStart(5)} s  ${memory}  ${sent} sent, ${stored} stored  ${lost} counted as lost`)
    await pause(SAMPLE_MS, undefined, { signal: end }).catch(() => undefined)
  }
  return samples
}

async function run(watch: Watch, ports: Ports, options: SoakOptions, stopped: AbortSignal, say: Say): Promise<boolean> {
  const probed_ms = Date.now()
  const answered = await highestRate(ports, '/probe/', PROBE_SECONDS)
  await drained('/probe/', Infinity)
  const followed = (await storedCount('/probe/')) / ((Date.now() - probed_ms - QUIET_MS) / 1000)
  const highest = Math.min(answered, followed)
  const rate = highest * options.load
  say(
    `The server answers ${answered.toFixed(0)} requests/s with the sensor on; sensor and store follow at ${followed.toFixed(0)}/s or more. ` +
      `Soaking at ${rate.toFixed(0)}/s (${options.load} of the lower).`,
  )
  writeFileSync(options.samples, '')
  const driven: Driven[] = []
  const began_ms = Date.now()
  const ending = new AbortController()
  const observing = observe(watch, began_ms, options.samples, () => driven, ending.signal, say)
  const until_ms = began_ms + options.minutes * 60_000
  while (!stopped.aborted && Date.now() < until_ms) {
    const seconds = Math.max(1, Math.min(SLICE_SECONDS, Math.round((until_ms - Date.now()) / 1000)))
    driven.push(...(await driveMix(ports, FOLDER, rate, seconds)))
  }
  ending.abort()
  const samples = await observing
  const asked = driven.reduce((sum, part) => sum + part.asked, 0)
  say('Load ended; the store takes in what is left.')
  await drained(FOLDER, asked)
  const verdict = verdictOf(
    driven,
    await countStored({ prefix: FOLDER }),
    FOLDER,
    samples,
    await takeSample(watch, began_ms, asked),
  )
  say(verdict.text)
  if (!verdict.isGood) for (const line of watch.said.slice(-SAID)) say(`sensor said: ${line}`)
  writeFileSync(options.picture, pictureOf(samples))
  say(`Samples in ${options.samples}, picture in ${options.picture}.`)
  return verdict.isGood
}

/** Half of what the machine can do, for as long as wanted; resolves to whether nothing was lost and memory stayed flat. */
export async function soak(options: SoakOptions, say: Say): Promise<boolean> {
  const stopped = new AbortController()
  const stop = (): void => stopped.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const server = await startNginx()
  try {
    const watch = await startWatch({
      interfaces: 'lo',
      listen_ports: `${server.plainPort},${server.tlsPort}`,
      outputs: 'clickhouse',
      sensor_id: 'soak',
    })
    try {
      return await run(watch, server, options, stopped.signal, say)
    } finally {
      await watch.stop()
    }
  } finally {
    await server.stop()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
