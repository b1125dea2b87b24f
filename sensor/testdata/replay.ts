import { createReadStream } from 'node:fs'
import type { Request } from '#db/model/request.ts'
import { tableOptions } from '../connection/table-options.builder.ts'
import { AddressRanges } from '../connection/address/ranges.ts'
import { tablesOf } from '../open-tables.ts'
import type { Fact } from '../source/fact.ts'
import { readPcap } from '../source/pcap.ts'

/** What a capture says, without what differs from run to run. */
export interface Replay {
  connections: Partial<Request>[]
  requests: Partial<Request>[]
  counters: Record<string, number>
}

export function replayFacts(facts: readonly Fact[]): Replay {
  const replay = startReplay()
  for (const fact of facts) replay.handle(fact)
  return replay.finish()
}

/** Replays a capture file, given by its path or its bytes. */
export async function replayCapture(
  input: string | AsyncIterable<Uint8Array>,
  onRow: (request: Request) => void = () => undefined,
): Promise<Replay> {
  const replay = startReplay(onRow)
  const counters = await readPcap(typeof input === 'string' ? createReadStream(input) : input, replay.handle)
  const finished = replay.finish()
  return { ...finished, counters: { ...counters, ...finished.counters } }
}

/** In the captures with PROXY headers the peers are such proxies. */
const PROXIES = new AddressRanges(['192.0.2.0/24'])

function startReplay(onRow: (request: Request) => void = () => undefined): { handle: (fact: Fact) => void; finish: () => Replay } {
  const connections: Partial<Request>[] = []
  const requests: Partial<Request>[] = []
  const table = tablesOf(tableOptions({ sensor_id: 'replay', trustedProxies: PROXIES }), (row) => {
    if (row.type === 'connection') connections.push(stable(row))
    else {
      requests.push(stable(row))
      onRow(row)
    }
  })
  return {
    handle: (fact) => {
      table.handle(fact)
      table.tick(fact.time_ms)
    },
    finish: () => {
      table.finish()
      return { connections, requests, counters: table.counters() }
    },
  }
}

function stable(row: Request): Partial<Request> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'conn_id' && name !== 'sensor_id'))
}
