import type { Request } from '#db/model/request.ts'
import { log, reasonOf } from '../service-log.ts'
import type { Output, Repeated } from './output.ts'
import { sendBatch } from './send-batch.ts'
import { Spool } from './spool.ts'
import { SpoolSender } from './spool-sender.ts'
import { SpoolWriter } from './spool-writer.ts'
import { headerOf } from './typed/header.ts'
import { ROW_COLUMNS } from './typed/row-columns.ts'

const ADOPT_MS = 30_000
const CLOSE_MS = 10_000

interface Options {
  /** Where rows wait until the store has acknowledged them. */
  directory: string
  max_bytes?: number
  send?: typeof sendBatch
}

/** Rows into `ja4_logs.http_logs`, each exactly once, over failures of either side. */
export function openClickhouseOutput({ directory, max_bytes = 1024 * 1_048_576, send = sendBatch }: Options): Output {
  const spool = new Spool({ directory, max_bytes, header: headerOf(ROW_COLUMNS) })
  const sender = new SpoolSender(spool, send)
  const writer = new SpoolWriter(spool, () => sender.wake())
  const adopt = () => {
    try {
      spool.adopt()
    } catch (error) {
      // What others left can wait; our own rows are counted where they cannot be written.
      log(`the spool cannot be looked through: ${reasonOf(error)}`)
    }
    sender.wake()
  }
  const adopting = setInterval(adopt, ADOPT_MS).unref()
  sender.wake()
  return {
    write: (requests: readonly Request[], connection?: Repeated) => writer.write(requests, connection),
    counters: () => ({ ...writer.counters(), ...sender.counters(), ...spool.counters() }),
    close: async () => {
      clearInterval(adopting)
      writer.close()
      await sender.finish(CLOSE_MS)
      await spool.close()
    },
  }
}
