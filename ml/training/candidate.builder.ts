import type { Candidate, ClientFacts } from '../baseline.ts'
import { FEATURE_NAMES } from '../features.ts'
import type { Label } from '../labels/label.ts'
import { gaussian } from '../train/gaussian.ts'
import { randomOf } from '../train/random.ts'

const BEGAN = Date.parse('2026-01-24T00:00:00Z')
const STEP_MS = 60_000

/** A session of which nothing bad is known; a test names what matters to it. */
export function aCandidate(at: number, given: Partial<Candidate> = {}, features?: readonly number[]): Candidate {
  const started_at = new Date(BEGAN + at * STEP_MS).toISOString()
  const window_start = `${started_at.slice(0, 13)}:00:00.000Z`
  const row = {
    ...{
      window_start,
      started_at,
      ended_at: started_at,
      src_ip: `192.0.2.${at % 250}`,
      ja4: 't13d',
      host: 'shop.example',
    },
    ...{ session_id: `79bf8-${at.toString(16).padStart(32, '0')}`, hits: 10 },
    features: [...(features ?? FEATURE_NAMES.map(() => 0))],
  }
  const nothing = { evidence: undefined, label: undefined, hit_rule: false, challenge: 'none' } as const
  return { row, fingerprint_coherence_score: 1, ...nothing, ...given }
}

export function someClient(given: Partial<ClientFacts> = {}): ClientFacts {
  const nothing = { asn_label: 'unknown', crawler: '', bot_ip: '', bot_ja4: '', behind_proxy: false }
  return { claimed_browser: 'Firefox', user_agent: 'Mozilla/5.0 Firefox/153.0', ...nothing, ...given }
}

export function aLabel(label: Label['label'], given: Partial<Label> = {}): Label {
  return {
    session_id: '',
    label,
    source: 'verdict',
    source_id: 'v',
    at: '2026-01-30T00:00:00.000Z',
    weight: 1,
    ...given,
  }
}

interface Planted {
  people: number
  bots?: number
  /** How far machines are from people, in standard deviations of a third of the features. */
  distance?: number
  /** What one deviation is; most features are shares, so people differ by less than 1. */
  spread?: number
  labelled?: boolean
  random_state?: number
}

/** People around one point and machines around another, evenly through time. */
export function plantedCandidates({
  people,
  bots = 0,
  distance = 3,
  spread = 1,
  labelled = false,
  random_state = 1,
}: Planted): Candidate[] {
  const random = randomOf(random_state)
  return Array.from({ length: people + bots }, (_, at) => {
    const is_bot = Math.floor(((at + 1) * bots) / (people + bots)) > Math.floor((at * bots) / (people + bots))
    const features = FEATURE_NAMES.map((name, column) => {
      // What labels are made of stays silent: it would decide by itself.
      if (name.startsWith('rep_')) return 0
      return spread * (gaussian(random) + (is_bot && column % 3 === 0 ? distance : 0))
    })
    return aCandidate(at, labelled ? { label: aLabel(is_bot ? 'bot' : 'human', { source: 'lab' }) } : {}, features)
  })
}
