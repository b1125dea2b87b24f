import { ACK, PRIORITY, SETTINGS, WINDOW_UPDATE } from './messages.ts'
import type { FrameHeader, Http2Opening, Setting } from './messages.ts'
import type { RawHeader } from '../exchange.ts'

const MAX_SETTINGS = 64
const MAX_PRIORITIES = 64
const SETTING_LENGTH = 6

export function newOpening(): Http2Opening & { settings_seen: boolean } {
  return { settings: [], window_update: 0, priorities: [], pseudo_headers: [], complete: false, settings_seen: false }
}

/** Notes what the client sent before its first request. */
export function noteOpeningFrame(
  opening: Http2Opening & { settings_seen: boolean },
  header: FrameHeader,
  payload: Buffer,
): void {
  if (opening.complete) return
  if (header.type === SETTINGS && (header.flags & ACK) === 0 && !opening.settings_seen) {
    opening.settings = readSettings(payload)
    opening.settings_seen = true
  } else if (header.type === WINDOW_UPDATE && header.stream_id === 0 && payload.length === 4) {
    opening.window_update ||= payload.readUInt32BE(0) % 2 ** 31
  } else if (header.type === PRIORITY && payload.length === 5 && opening.priorities.length < MAX_PRIORITIES) {
    const dependency = payload.readUInt32BE(0)
    opening.priorities.push({
      stream_id: header.stream_id,
      exclusive: dependency >= 2 ** 31,
      depends_on: dependency % 2 ** 31,
      weight: payload.readUInt8(4) + 1,
    })
  }
}

const MAX_SHARED = 1024
/** Complete openings by all they hold: a browser's are alike, and one copy serves all its connections. */
const shared = new Map<string, Http2Opening & { settings_seen: boolean }>()

/** The first request closes the opening; what is answered is not to be changed any more. */
export function closeOpening(
  opening: Http2Opening & { settings_seen: boolean },
  headers: readonly RawHeader[],
): Http2Opening & { settings_seen: boolean } {
  if (opening.complete) return opening
  const pseudo_headers = headers.filter(([name]) => name.startsWith(':')).map(([name]) => name.slice(1))
  const complete = { ...opening, complete: true, pseudo_headers }
  const key = JSON.stringify(complete)
  const known = shared.get(key)
  if (known !== undefined) return known
  if (shared.size >= MAX_SHARED) shared.clear()
  shared.set(key, complete)
  return complete
}

/** Parameters in wire order (RFC 9113 section 6.5.1); an incomplete last one is left out. */
export function readSettings(payload: Buffer): Setting[] {
  const settings: Setting[] = []
  for (let at = 0; at + SETTING_LENGTH <= payload.length && settings.length < MAX_SETTINGS; at += SETTING_LENGTH) {
    settings.push({ id: payload.readUInt16BE(at), value: payload.readUInt32BE(at + 2) })
  }
  return settings
}
