const pad = (value: number, width = 2) => String(value).padStart(width, '0')

/** `14:02:11` in UTC; with `milliseconds`, `14:02:11.042`. */
export function utcTime(iso: string, milliseconds = false): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return '—'
  const time = `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`
  return milliseconds ? `${time}.${pad(at.getUTCMilliseconds(), 3)}` : time
}

/** `2026-11-21` in UTC. */
export function utcDate(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return '—'
  return `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`
}

export function utcDateTime(iso: string): string {
  return `${utcDate(iso)} ${utcTime(iso)}`
}

function offsetOf(at: Date): string {
  const minutes = -at.getTimezoneOffset()
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`
}

/** Both clocks, each with its offset: for a hover text. Differs between server and browser, so only for data that the browser fetched. */
export function bothClocks(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString()
  return `${utcDateTime(iso)} UTC+00:00\n${utcDateTime(local)} UTC${offsetOf(at)} (yours)`
}

/** `3 s`, `12 min`, `5 h`, `2 d`: one unit, rounded down. */
export function ageWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min`
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h`
  return `${Math.floor(whole / 86_400)} d`
}

/** A gap between two requests: `0 ms`, `340 ms`, `2.4 s`, `3 min 20 s`. */
export function gapWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  const rest = Math.round((ms % 60_000) / 1000)
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
