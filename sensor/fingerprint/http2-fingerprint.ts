import type { Http2Opening } from '#sensor/protocol/http2/messages.ts'

/** Complete openings are shared by connections and change no more. */
const remembered = new WeakMap<Http2Opening, string>()

/** `SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-header order`, as Shuster and others wrote it (Black Hat EU 2017). */
export function http2FingerprintOf(opening: Http2Opening): string {
  if (!opening.complete) return written(opening)
  const known = remembered.get(opening)
  if (known !== undefined) return known
  const fingerprint = written(opening)
  remembered.set(opening, fingerprint)
  return fingerprint
}

function written(opening: Http2Opening): string {
  const settings = opening.settings.map(({ id, value }) => `${id}:${value}`).join(';')
  const window = opening.window_update === 0 ? '00' : String(opening.window_update)
  const priorities = opening.priorities
    .map(({ stream_id, exclusive, depends_on, weight }) => [stream_id, exclusive ? 1 : 0, depends_on, weight].join(':'))
    .join(',')
  const pseudoHeaders = opening.pseudo_headers.map((name) => name.charAt(0)).join(',')
  return [settings, window, priorities || '0', pseudoHeaders].join('|')
}
