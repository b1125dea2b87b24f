import type { Request } from '#db/model/request.ts'
import type { Output } from './output.ts'
import { sendBatch } from './send-batch.ts'
import { Spool } from './spool.ts'
import { SpoolSender } from './spool-sender.ts'
import { SpoolWriter } from './spool-writer.ts'

const ADOPT_MS = 30_000
const CLOSE_MS = 10_000

interface Options {
  /** Where rows wait until the store has acknowledged them. */
  directory: string
  max_bytes?: number
  send?: typeof sendBatch
}

/** Rows into `ja4_logs.http_logs_raw`, each exactly once, over failures of either side. */
export function openClickhouseOutput({ directory, max_bytes = 1024 * 1_048_576, send = sendBatch }: Options): Output {
  const spool = new Spool({ directory, max_bytes })
  const sender = new SpoolSender(spool, send)
  const writer = new SpoolWriter(spool, () => sender.wake())
  const adopt = () => {
    spool.adopt()
    sender.wake()
  }
  const adopting = setInterval(adopt, ADOPT_MS).unref()
  sender.wake()
  return {
    write: (requests: readonly Request[]) => writer.write(requests),
    counters: () => ({ ...writer.counters(), ...sender.counters(), ...spool.counters() }),
    close: async () => {
      clearInterval(adopting)
      writer.close()
      await sender.finish(CLOSE_MS)
      await spool.close()
    },
  }
}
