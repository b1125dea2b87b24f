import { tableOf } from '#lab/table.ts'
import type { Driven } from './load.ts'
import { sparkline } from './picture.ts'
import type { Sample } from './sample.ts'
import { slopeOf } from './slope.ts'

/** Before this share of the time, caches still fill. */
const WARM_UP_SHARE = 0.25
/** A slope this small in a day would not fill a small machine in a month. */
const FLAT_MB_PER_HOUR = 10

interface Counted {
  path: string
  stored: number
  answered: number
}

function accountOf(driven: readonly Driven[], stored: readonly Counted[], folder: string) {
  const names = [...new Set(driven.map(({ name }) => name))]
  return names.map((name) => {
    const parts = driven.filter((part) => part.name === name)
    const found = stored.find(({ path }) => path === folder + name)
    const sum = (pick: (part: Driven) => number): number => parts.reduce((total, part) => total + pick(part), 0)
    const counted = { stored: found?.stored ?? 0, answered: found?.answered ?? 0 }
    return { name, asked: sum(({ asked }) => asked), succeeded: sum(({ succeeded }) => succeeded), ...counted }
  })
}

function memoryOf(samples: readonly Sample[], who: 'sensor' | 'store'): { text: string; isFlat: boolean } {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const points = warm.map((sample) => ({ x: sample.at_s / 3600, y: sample[who].rss_mb }))
  const { slope, error, scatter } = slopeOf(points)
  const isFlat = Math.abs(slope) <= Math.max(2 * error, FLAT_MB_PER_HOUR)
  const last = samples.at(-1)?.[who]
  const level = `${last?.rss_mb.toFixed(0) ?? '?'} MB resident (${last?.private_mb.toFixed(0) ?? '?'} MB private) at the end`
  const line = `${slope.toFixed(1)} ± ${error.toFixed(1)} MB an hour after warm-up, scatter ${scatter.toFixed(1)} MB`
  const curve = sparkline(samples.map((sample) => sample[who].rss_mb))
  return { isFlat, text: `${who.padEnd(6)} ${curve}\n       ${level}; ${line}: ${isFlat ? 'flat' : 'NOT flat'}` }
}

function processorOf(samples: readonly Sample[], who: 'sensor' | 'store'): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return ''
  const share = (last[who].processor_s - first[who].processor_s) / (last.at_s - first.at_s)
  return `${who} ${(share * 100).toFixed(0)} % of a core`
}

/** Sent against stored, memory, counters. The sensor decides about flatness: the store's caches are its own affair. */
export function verdictOf(
  driven: readonly Driven[],
  stored: readonly Counted[],
  folder: string,
  samples: readonly Sample[],
  last: Sample,
): { text: string; isGood: boolean } {
  const account = accountOf(driven, stored, folder)
  const isWhole = account.every(({ asked, succeeded, stored, answered }) =>
    [succeeded, stored, answered].every((count) => count === asked),
  )
  const rows = account.map((row) => [row.name, row.asked, row.succeeded, row.stored, row.answered])
  const [sensor, store] = [memoryOf(samples, 'sensor'), memoryOf(samples, 'store')]
  const losses = Object.entries(last.losses).flatMap(([name, value]) => {
    const grown = value - (samples[0]?.losses[name] ?? 0)
    return grown > 0 ? [`${name} ${grown}`] : []
  })
  return {
    isGood: isWhole && sensor.isFlat && losses.length === 0,
    text: [
      '',
      tableOf(['traffic', 'sent', 'answered', 'stored', 'with status'], rows),
      isWhole ? 'Everything that was sent is stored, once.' : 'NOT EQUAL: see the table.',
      '',
      sensor.text,
      store.text,
      `processor: ${processorOf(samples, 'sensor')}, ${processorOf(samples, 'store')}`,
      `losses counted during the soak: ${losses.length === 0 ? 'none' : losses.join(', ')}`,
    ].join('\n'),
  }
}
