import { aRequest } from '#db/model/request.builder.ts'
import type { Request } from '#db/model/request.ts'
import type { Visit } from './compose/read-capture.ts'
import { classOf, type Kind, type Split } from './kinds.ts'

const BEGAN_MS = Date.parse('2026-11-21T12:00:00.000Z')

interface Given {
  kind: Kind
  split: Split
  /** Makes the address and the names of what it asks for. */
  number: number
  host?: string
  /** When it asked (ms after it began); one request each. */
  times_ms?: readonly number[]
  /** Of every request. */
  facts?: Partial<Request>
}

/** A captured visit whose pauses lie after each request but the last. */
export function aVisit({
  kind,
  split,
  number,
  host = `shop-${split}.lab.test`,
  times_ms = [0, 40],
  facts = {},
}: Given): Visit {
  const src_ip = `10.77.${1 + Math.floor(number / 200)}.${1 + (number % 200)}`
  const of = classOf(kind)
  return {
    visited: {
      src_ips: [src_ip, `fd77::${number}`],
      ...{ kind, class: of, label: of === 'person' ? 'human' : 'bot', split },
      ...{
        began_ms: BEGAN_MS,
        ended_ms: BEGAN_MS + (times_ms.at(-1) ?? 0),
        haste: of === 'person' ? 20 : 1,
        broken: [],
      },
      pauses: times_ms.slice(0, -1).map((time_ms) => [BEGAN_MS + time_ms + 1, 30]),
    },
    rows: times_ms.map((time_ms, at) =>
      aRequest({
        ...{ time: new Date(BEGAN_MS + time_ms).toISOString(), src_ip, host, path: `/page/${at}` },
        ...{ conn_id: `connection-${number}`, ...facts },
      }),
    ),
  }
}
