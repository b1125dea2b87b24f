import type { ConnectionBucket } from '#db/model/connection.ts'
import { countWords, plural } from '#components/text/number-words.ts'
import type { Counted } from '#components/traffic/stacked-series.ts'
import { STATE_WORDS } from './connection-states.ts'
import { StateMark } from './state-mark.tsx'

/** `Not HTTP` becomes `not HTTP`; `TLS only` stays. */
const inSentence = (word: string) => (/^[A-Z]{2}/.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1))

function summaryOf(buckets: readonly ConnectionBucket[]): string {
  const total = buckets.reduce((sum, { connections }) => sum + connections, 0)
  if (total === 0) return 'No such connection in this range.'
  const parts = STATE_WORDS.map(({ state, word }) => ({
    word: inSentence(word),
    count: buckets.reduce((sum, { by_state }) => sum + (by_state[state] ?? 0), 0),
  })).filter(({ count }) => count > 0)
  const most = parts.toSorted((a, b) => b.count - a.count).slice(0, 3)
  return `${plural(total, 'connection')}: ${most.map(({ word, count }) => `${countWords(count)} ${word}`).join(', ')}${parts.length > 3 ? ', others' : ''}.`
}

export const CONNECTION_TRAFFIC: Counted<ConnectionBucket> = {
  label: 'Connections over time',
  totals: [{ word: 'Connections', countOf: ({ connections }) => connections }],
  series: STATE_WORDS.map(({ state, word, color }) => ({
    key: state,
    word,
    color,
    mark: <StateMark state={state} size={12} />,
    countOf: ({ by_state }) => by_state[state] ?? 0,
  })),
  summaryOf,
}
