/** RFC 9113 section 6.5.2, RFC 8441, RFC 9218. */
const SETTINGS: Record<string, string> = {
  '1': 'HEADER_TABLE_SIZE',
  '2': 'ENABLE_PUSH',
  '3': 'MAX_CONCURRENT_STREAMS',
  '4': 'INITIAL_WINDOW_SIZE',
  '5': 'MAX_FRAME_SIZE',
  '6': 'MAX_HEADER_LIST_SIZE',
  '8': 'ENABLE_CONNECT_PROTOCOL',
  '9': 'NO_RFC7540_PRIORITIES',
}
const PSEUDO: Record<string, string> = { m: ':method', a: ':authority', s: ':scheme', p: ':path' }

export interface H2Parts {
  settings: { name: string; value: string }[]
  window_update: string
  priority: string
  pseudo_headers: string[]
}

/** `SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-header order`, taken apart; null when the text is no such fingerprint. */
export function h2Parts(fingerprint: string): H2Parts | null {
  const fields = fingerprint.split('|')
  if (fields.length !== 4) return null
  const [settings = '', window_update = '', priority = '', pseudo = ''] = fields
  return {
    settings: settings
      .split(/[;,]/)
      .filter((pair) => pair.includes(':'))
      .map((pair) => {
        const [id = '', value = ''] = pair.split(':')
        return { name: SETTINGS[id] ?? `setting ${id}`, value }
      }),
    window_update:
      window_update === '0' || window_update === '00' || window_update === '' ? 'none' : `+${window_update}`,
    priority: priority === '0' || priority === '' ? 'none' : priority,
    pseudo_headers: pseudo
      .split(',')
      .filter(Boolean)
      .map((letter) => PSEUDO[letter] ?? letter),
  }
}
