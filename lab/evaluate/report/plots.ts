import type { Point } from '../measure/curves.ts'
import type { ReliabilityBin } from '../measure/calibration.ts'
import type { Distribution } from './report.ts'

const WIDTH = 420
const HEIGHT = 260
const MARGIN = { left: 48, right: 12, top: 10, bottom: 36 }

/** From data to the picture. */
interface Axes {
  x: { least: number; most: number; label: string }
  y: { least: number; most: number; label: string }
}

const fixed = (value: number): string => value.toFixed(1)

function placeOf({ x, y }: Axes, point: Point): Point {
  const share = (value: number, { least, most }: Axes['x']): number => (value - least) / (most - least)
  return {
    x: MARGIN.left + share(point.x, x) * (WIDTH - MARGIN.left - MARGIN.right),
    y: HEIGHT - MARGIN.bottom - share(point.y, y) * (HEIGHT - MARGIN.top - MARGIN.bottom),
  }
}

function frame(axes: Axes, name: string, inside: string): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const x = axes.x.least + share * (axes.x.most - axes.x.least)
    const y = axes.y.least + share * (axes.y.most - axes.y.least)
    const at = placeOf(axes, { x, y })
    return `<text x="${fixed(at.x)}" y="${HEIGHT - 20}" text-anchor="middle">${textOf(x)}</text>
<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${fixed(at.y)}" y2="${fixed(at.y)}"/>
<text x="${MARGIN.left - 6}" y="${fixed(at.y + 4)}" text-anchor="end">${textOf(y)}</text>`
  })
  return `<svg role="img" aria-label="${name}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${ticks.join('\n')}${inside}
<text x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">${axes.x.label}</text>
<text transform="translate(11 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${axes.y.label}</text></svg>`
}

function textOf(value: number): string {
  return String(Number(value.toPrecision(2)))
}

function pathOf(axes: Axes, points: readonly Point[]): string {
  return points
    .map((point) => placeOf(axes, point))
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${fixed(x)} ${fixed(y)}`)
    .join('')
}

/** A line through points; `least` and `most` cut the horizontal axis. */
export function linePlot(name: string, points: readonly Point[], labels: { x: string; y: string }, most_x = 1): string {
  const axes: Axes = { x: { least: 0, most: most_x, label: labels.x }, y: { least: 0, most: 1, label: labels.y } }
  const inside = points.filter(({ x }) => x <= most_x)
  const last = inside.at(-1)
  const whole = last === undefined ? [] : [...inside, { x: most_x, y: last.y }]
  return frame(axes, name, `<path class="line" d="${pathOf(axes, whole)}"/>`)
}

/** Predicted against observed; the diagonal is what one wants. */
export function reliabilityPlot(bins: readonly ReliabilityBin[]): string {
  const axes: Axes = {
    x: { least: 0, most: 1, label: 'predicted probability' },
    y: { least: 0, most: 1, label: 'share of programs' },
  }
  const dots = bins.map(({ predicted, observed, count }) => {
    const { x, y } = placeOf(axes, { x: predicted, y: observed })
    return `<circle class="dot" cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(3 + Math.log10(count))}"><title>${count} sessions</title></circle>`
  })
  const diagonal = pathOf(axes, [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ])
  return frame(axes, 'Reliability', `<path class="grid" d="${diagonal}"/>${dots.join('')}`)
}

/** Shares of a class's sessions by score. */
export function distributionPlot({ class: name, sessions, bins }: Distribution): string {
  const most = Math.max(...bins) / sessions
  const axes: Axes = {
    x: { least: 0, most: 1, label: 'anomaly_score' },
    y: { least: 0, most: most || 1, label: 'share of sessions' },
  }
  const bars = bins.map((count, bin) => {
    const from = placeOf(axes, { x: bin / bins.length, y: count / sessions })
    const to = placeOf(axes, { x: (bin + 1) / bins.length, y: 0 })
    return `<rect class="bar" x="${fixed(from.x + 1)}" y="${fixed(from.y)}" width="${fixed(to.x - from.x - 2)}" height="${fixed(to.y - from.y)}"><title>${count}</title></rect>`
  })
  return frame(axes, `Scores of ${name}`, bars.join(''))
}
