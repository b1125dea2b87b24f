import { benchConnections } from './connections.ts'
import { benchParsers } from './parsers.ts'
import { benchSensor } from './sensor-overhead.ts'
import { benchSensorOutput } from './sensor-output.ts'

/** `npm run bench [-- sensor|sensor-output|parsers|connections]`: figures of this machine, as ratios within one run; nothing here passes or fails. */
const SUBJECTS: Readonly<Record<string, () => Promise<void> | void>> = {
  connections: benchConnections,
  parsers: benchParsers,
  sensor: benchSensor,
  'sensor-output': benchSensorOutput,
}

const wanted = process.argv.slice(2)
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
