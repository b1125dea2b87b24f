let format: 'text' | 'json' = 'text'

/** `json`: one object a line with its time, for what collects logs. */
export function setLogFormat(chosen: 'text' | 'json'): void {
  format = chosen
}

/** The sensor's own log: standard error, because standard output may carry rows. One line each, whatever the bytes. */
export function log(text: string): void {
  process.stderr.write(`${format === 'json' ? jsonLine(text) : `sensor: ${escaped(text)}`}\n`)
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function jsonLine(message: string): string {
  return escaped(JSON.stringify({ time: new Date().toISOString(), service: 'sensor', message }))
}

/** What would end the line, move the cursor or reverse the text stands as an escape that JSON knows too. */
function escaped(text: string): string {
  return text.replace(
    /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
