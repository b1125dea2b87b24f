import { parseArgs } from 'node:util'
import { z } from 'zod'
import { benchConnections } from './connections.ts'
import { benchMl } from './ml.ts'
import { benchParsers } from './parsers.ts'
import { benchSensor } from './sensor-overhead.ts'
import { benchSensorOutput } from './sensor-output.ts'
import { benchStore } from './store.ts'

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' }, part: { type: 'string' } },
})
const rows = z.coerce.number().int().min(100_000).default(10_000_000).parse(values.rows)
const part = z.enum(['ingest', 'screens']).optional().parse(values.part)

/** `npm run bench [-- sensor|sensor-output|parsers|connections|ml|store [--rows N] [--part ingest|screens]]`: figures of this machine, as ratios within one run; nothing here passes or fails. */
const SUBJECTS: Readonly<Record<string, () => Promise<void> | void>> = {
  connections: benchConnections,
  ml: benchMl,
  parsers: benchParsers,
  sensor: benchSensor,
  'sensor-output': benchSensorOutput,
  store: () => benchStore(rows, part),
}

const unknown = wanted.find((name) => SUBJECTS[name] === undefined)
if (unknown !== undefined) {
  console.error(`bench: no subject "${unknown}"; there are ${Object.keys(SUBJECTS).join(', ')}`)
  process.exit(64)
}
for (const [name, run] of Object.entries(SUBJECTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  await run()
}
