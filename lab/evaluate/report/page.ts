import type { Figures } from '../measure/figures.ts'
import type { Share } from '../measure/wilson.ts'
import { distributionPlot, linePlot, reliabilityPlot } from './plots.ts'
import type { Report } from './report.ts'

const STYLE = `:root{color-scheme:light dark;--ink:#14202e;--paper:#fff;--soft:#55606e;--line:#c9d1da;--mark:#0a5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf2;--paper:#0e1420;--soft:#a3afbf;--line:#33405a;--mark:#6db7ff}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}p,li{max-width:50rem}small,figcaption{color:var(--soft)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right}.wide{overflow-x:auto}.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem}figure{margin:0}
svg{width:100%;height:auto;font-size:11px;fill:var(--soft)}svg .grid{stroke:var(--line);fill:none}svg .line{stroke:var(--mark);stroke-width:2;fill:none}
svg .bar,svg .dot{fill:var(--mark)}.met,.missed{font-weight:600}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const digits = (value: number, places = 3): string => (Number.isNaN(value) ? 'unknown' : value.toFixed(places))
const shareText = (share: Share | undefined): string =>
  share === undefined || share.of === 0
    ? 'none'
    : `${digits(share.share)} (${digits(share.low, 2)}–${digits(share.high, 2)}), ${share.count} of ${share.of}`

type Cell = string | number

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (tag: 'td' | 'th', value: Cell): string =>
    `<${tag}${typeof value === 'number' ? ' class="n"' : ''}>${escaped(String(value))}</${tag}>`
  const line = (tag: 'td' | 'th', cells: readonly Cell[]): string =>
    `<tr>${cells.map((value) => cell(tag, value)).join('')}</tr>`
  return `<div class="wide"><table><thead>${line('th', head)}</thead><tbody>${rows.map((row) => line('td', row)).join('')}</tbody></table></div>`
}

const figure = (plot: string, caption: string): string =>
  `<figure>${plot}<figcaption>${escaped(caption)}</figcaption></figure>`

function recallRow(name: string, figures: Figures): Cell[] {
  const at = (rate: number): string => shareText(figures.recall.find((recall) => recall.rate === rate)?.all)
  return [name, digits(figures.roc_auc), digits(figures.average_precision), at(0.01), at(0.001)]
}

const RECALL_HEAD = ['', 'ROC-AUC', 'average precision', 'recall at FPR 1e-2', 'recall at FPR 1e-3']

/** The report as one page that needs nothing else. */
export function pageOf(report: Report): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Vigie: evaluation in the laboratory</title><style>${STYLE}</style></head><body>
<h1>Evaluation in the laboratory</h1><p><small>${escaped(report.made_at)}</small></p>${report.setting.map((line) => `<p>${escaped(line)}</p>`).join('')}
<h2>Targets</h2>${targets(report)}
<h2>Sessions of the test</h2>${sessions(report)}
<h2>Figures</h2>${overall(report)}
<h2>Recall by class and by client</h2>${recalls(report)}
<h2>Curves</h2><div class="plots">${curves(report)}</div>
<h2>Scores by class</h2><div class="plots">${report.distributions.map((each) => figure(distributionPlot(each), `${each.class}: ${each.sessions} sessions`)).join('')}</div>
<h2>Ablation</h2>${ablation(report)}
<h2>Controls</h2>${controls(report)}
<h2>Time to detect</h2>${times(report)}
<h2>Levels that the product shows</h2>${levels(report)}
</body></html>
`
}

function targets({ targets: all }: Report): string {
  return table(
    ['class', 'at least', 'measured (95 %)', 'state', ''],
    all.map(({ words, recall, rate, measured, state, remark }) => [
      words,
      `${recall.toFixed(2)}${rate === null ? '' : ` at FPR ${rate === 0.001 ? '1e-3' : '1e-2'}`}`,
      measured === null ? 'none' : shareText(measured),
      state,
      remark,
    ]),
  )
}

function sessions({ sessions: all, requests, unlabelled_bots }: Report): string {
  const rows = Object.entries(all).map(([name, { captured, background }]) => [name, captured, background])
  return `${table(['class', 'sessions', 'background'], rows)}<p>${requests} requests in training and test; ${unlabelled_bots} addresses of programs without a label in the training.</p>`
}

function overall({ figures, reliability, fleet }: Report): string {
  const rows: Cell[][] = [
    ['ROC-AUC', digits(figures.roc_auc, 4)],
    ['average precision', `${digits(figures.average_precision, 4)} (chance: ${digits(figures.base_rate)})`],
    ['precision of the 20 highest', digits(figures.precision_at_20_alerts)],
    ...figures.recall.map(({ rate, threshold }): Cell[] => [
      `people above the threshold for FPR ${rate}`,
      `${shareText(threshold.false_positives)}${threshold.is_measurable ? '' : ': too few people for this rate'}`,
    ]),
    [
      'Brier score',
      reliability === null
        ? 'no probability'
        : `${digits(reliability.brier, 4)} (everybody given the base rate: ${digits(reliability.brier_of_base_rate, 4)})`,
    ],
    ['slow fleet named within 2 h', shareText(fleet.fleet)],
    ['people named members of a fleet', shareText(fleet.people_in_fleets)],
    [
      'hits of the rules',
      Object.entries(fleet.rules)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ') || 'none',
    ],
  ]
  return table(['figure', 'value'], rows)
}

function recalls({ figures }: Report): string {
  const [strict, loose] = [0.001, 0.01].map((rate) => figures.recall.find((recall) => recall.rate === rate))
  const names = (of: 'by_class' | 'by_kind'): string[] => Object.keys(loose?.[of] ?? {})
  const row = (of: 'by_class' | 'by_kind', name: string): Cell[] => {
    const shares = [loose, strict].map((recall) => new Map(Object.entries(recall?.[of] ?? {})).get(name))
    return [name, ...shares.map(shareText)]
  }
  const head = ['', 'FPR 1e-2', 'FPR 1e-3']
  return `${table(
    head,
    names('by_class').map((name) => row('by_class', name)),
  )}<p></p>${table(
    head,
    names('by_kind').map((name) => row('by_kind', name)),
  )}`
}

function curves({ roc, precision_recall, reliability }: Report): string {
  const rates = { x: 'false-positive rate', y: 'recall' }
  return [
    figure(linePlot('ROC near 0', roc, rates, 0.05), 'ROC up to a false-positive rate of 5 %'),
    figure(linePlot('Precision and recall', precision_recall, { x: 'recall', y: 'precision' }), 'Precision by recall'),
    reliability === null ? '' : figure(reliabilityPlot(reliability.bins), 'Reliability of bot_probability'),
  ].join('')
}

function ablation({ ablation: all, figures }: Report): string {
  const rows = all.map(({ name, how, figures: own }) =>
    recallRow(how === 'family unknown' ? `${name} unknown` : `${how === 'alone' ? 'only' : 'without'} ${name}`, own),
  )
  return table(RECALL_HEAD, [recallRow('everything', figures), ...rows])
}

function controls({ controls: all }: Report): string {
  const rows = all.map(({ name, meaning, figures, supervised_auc }) => [
    ...recallRow(name, figures),
    digits(supervised_auc),
    meaning,
  ])
  return table([...RECALL_HEAD, 'supervised voice alone', ''], rows)
}

function times({ detection_time }: Report): string {
  if (detection_time.length === 0) return '<p>Not measured.</p>'
  const rows = detection_time.map(({ class: name, sessions: count, found, requests, seconds }) => [
    name,
    count,
    found,
    digits(requests, 0),
    digits(seconds, 1),
  ])
  return `${table(['class', 'sessions', 'found at FPR 1e-2', 'requests (median)', 'seconds of traffic (median)'], rows)}<p>To these seconds come those until the next scoring cycle, at most 60.</p>`
}

function levels({ levels: all }: Report): string {
  const names = [...new Set(Object.values(all).flatMap((row) => Object.keys(row)))].sort()
  return table(
    ['client', ...names],
    Object.entries(all).map(([kind, row]) => [kind, ...names.map((name) => row[name] ?? 0)]),
  )
}
