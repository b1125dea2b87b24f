import { writeSync } from 'node:fs'
import { aRequest } from '#db/model/request.builder.ts'
import { openClickhouseOutput } from './clickhouse.ts'

/**
 * A program of tests: writes numbered rows until it is killed, and tells on standard output, once a turn, how many
 * of them are safe. Usage: DIRECTORY SENSOR_ID
 */
const [directory = '', sensor_id = ''] = process.argv.slice(2)
const ROWS_A_TURN = 8
const TURN_MS = 2

const output = openClickhouseOutput({ directory })
let written = 0
setInterval(() => {
  writeSync(1, `${output.counters()['spool_appended_rows'] ?? 0}\n`)
  const rows = Array.from({ length: ROWS_A_TURN }, () =>
    aRequest({ sensor_id, host: sensor_id, keepalives: written++ }),
  )
  output.write(rows)
}, TURN_MS)
