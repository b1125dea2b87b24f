/** An HTTP/2 opening taken apart: `SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-header order`. */
export interface Http2Opening {
  /** `id:value`, in their order. */
  settings: readonly string[]
  window_update: number
  priority: string
  pseudo_order: string
}

/** Null when the text has another form. */
export function readHttp2(text: string): Http2Opening | null {
  const fields = text.split('|')
  if (fields.length !== 4) return null
  const [settings = '', window_update = '', priority = '', pseudo_order = ''] = fields
  return {
    settings: settings === '' ? [] : settings.split(/[;,]/).slice(0, 64),
    window_update: Number.parseInt(window_update, 10) || 0,
    priority: priority === '' ? '0' : priority,
    pseudo_order,
  }
}

/** 1: the same; 0.5: the same ids with other values; 0: other ids. */
export function settingsLikeness(one: Http2Opening, other: Http2Opening): number {
  if (one.settings.join(';') === other.settings.join(';')) return 1
  return idsOf(one) === idsOf(other) ? 0.5 : 0
}

function idsOf({ settings }: Http2Opening): string {
  return settings.map((pair) => pair.split(':', 1)[0] ?? '').join(';')
}

/** Browsers send one constant; a little play for what the tab's first requests took of it. */
const WINDOW_PLAY = 1000

export function isSameWindow(one: Http2Opening, other: Http2Opening): boolean {
  return Math.abs(one.window_update - other.window_update) <= WINDOW_PLAY
}
