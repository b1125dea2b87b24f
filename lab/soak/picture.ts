import type { Sample } from './sample.ts'

const WIDTH = 720
const HEIGHT = 150
const LEFT = 70

interface Curve {
  title: string
  unit: string
  colour: string
  values: readonly number[]
}

function curvesOf(samples: readonly Sample[]): Curve[] {
  const rate = samples.map((sample, at) => {
    const before = samples[at - 1]
    return before === undefined ? 0 : (sample.sent - before.sent) / (sample.at_s - before.at_s)
  })
  return [
    { title: 'Sensor, resident', unit: 'MB', colour: '#3b6ea8', values: samples.map(({ sensor }) => sensor.rss_mb) },
    { title: 'Store, resident', unit: 'MB', colour: '#8a5a9e', values: samples.map(({ store }) => store.rss_mb) },
    { title: 'Requests a second', unit: '/s', colour: '#3f8a63', values: rate.slice(1) },
  ]
}

function panelOf({ title, unit, colour, values }: Curve, place: number): string {
  const top = 24 + place * (HEIGHT + 40)
  const ceiling = Math.max(1, ...values) * 1.15
  const x = (at: number): number => LEFT + (at / Math.max(1, values.length - 1)) * (WIDTH - LEFT - 20)
  const y = (value: number): number => top + HEIGHT - (value / ceiling) * HEIGHT
  const line = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `<text x="${LEFT}" y="${top - 6}" font-weight="600">${title}: ${least.toFixed(0)} to ${most.toFixed(0)} ${unit}</text>
<line x1="${LEFT}" x2="${WIDTH - 20}" y1="${top + HEIGHT}" y2="${top + HEIGHT}" stroke="#999"/>
<text x="${LEFT - 8}" y="${top + HEIGHT}" text-anchor="end">0</text>
<text x="${LEFT - 8}" y="${top + 10}" text-anchor="end">${ceiling.toFixed(0)}</text>
<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>`
}

/** Memory and rate over the time of the run, as an SVG document. */
export function pictureOf(samples: readonly Sample[]): string {
  const panels = curvesOf(samples).map(panelOf).join('\n')
  const minutes = ((samples.at(-1)?.at_s ?? 0) / 60).toFixed(1)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 610" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect width="${WIDTH}" height="610" fill="#fff"/>
${panels}
<text x="${LEFT}" y="598">${minutes} minutes, ${samples.length} samples</text></svg>
`
}

const BLOCKS = '▁▂▃▄▅▆▇█'

/** The same in one line of text, from zero up. */
export function sparkline(values: readonly number[], width = 60): string {
  const step = Math.max(1, values.length / width)
  const picked = Array.from({ length: Math.min(width, values.length) }, (_, at) => values[Math.floor(at * step)] ?? 0)
  const ceiling = Math.max(1e-9, ...picked)
  return picked.map((value) => BLOCKS.charAt(Math.min(7, Math.floor((value / ceiling) * 7.99)))).join('')
}
