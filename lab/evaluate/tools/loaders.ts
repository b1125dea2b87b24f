import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { some, type Tool } from './errand.ts'

const wrk: Tool = (errand) => {
  const script = join(errand.folder, `delay-${errand.random.below(1e9)}.lua`)
  // Without a brake it would send more in a second than everybody else in an hour.
  writeFileSync(script, `function delay() return ${30 + errand.random.below(200)} end\n`)
  const path = errand.random.pick(['/', '/about.html', '/login'])
  return [['wrk', '-t1', `-c${1 + errand.random.below(2)}`, '-d2s', '-s', script, `${errand.base}${path}`]]
}

const ab: Tool = (errand) => [
  [
    ...(['ab', '-q', '-n', String(10 + errand.random.below(60)), '-c', String(1 + errand.random.below(4))] as const),
    ...(errand.random.next() < 0.5 ? ['-k'] : []),
    `${errand.base}${errand.random.pick(['/', '/about.html', '/assets/style.css'])}`,
  ],
]

const siege: Tool = (errand) => {
  const file = join(errand.folder, `urls-${errand.random.below(1e9)}.txt`)
  const urls = some(errand.paths, 2, 8, errand.random).map((path) => `${errand.base}${path}`)
  writeFileSync(file, `${urls.join('\n')}\n`)
  const pace = errand.random.next() < 0.5 ? ['--benchmark'] : ['--delay=0.3']
  return [['siege', '--quiet', `--concurrent=${1 + errand.random.below(3)}`, '--reps=8', ...pace, `--file=${file}`]]
}

const h2load: Tool = (errand) => [
  [
    ...(['h2load', '-n', String(10 + errand.random.below(60)), '-c', String(1 + errand.random.below(3))] as const),
    ...['-m', String(1 + errand.random.below(8)), ...(errand.random.next() < 0.3 ? ['--h1'] : [])],
    `${errand.base}${errand.random.pick(['/', '/about.html'])}`,
  ],
]

export const LOADERS = { wrk, ab, siege, h2load }
