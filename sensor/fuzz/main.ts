import { parseArgs } from 'node:util'
import { Coverage } from './coverage.ts'
import { fuzz } from './run.ts'

/** `npm run fuzz [-- --seconds 60 --seed 1 NAME…]`: an input that breaks a promise is printed and ends the run. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '30' }, seed: { type: 'string' } },
})
const coverage = await Coverage.start()
const { TARGETS } = await import('./targets.ts')
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const unknown = positionals.find((name) => !TARGETS.some((target) => target.name === name))
if (unknown !== undefined) {
  console.error(`fuzz: no parser "${unknown}"; there are ${TARGETS.map(({ name }) => name).join(', ')}`)
  process.exit(64)
}
for (const target of TARGETS) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue
  const { inputs, kept } = await fuzz(target, coverage, seed, {
    milliseconds: Number(values.seconds) * 1000,
    inputs: Infinity,
  })
  console.log(`${target.name}: ${inputs} inputs, ${kept} kept; seed ${seed}`)
}
await coverage.stop()
