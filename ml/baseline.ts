import type { SessionEvidence } from '#db/model/evidence.ts'
import type { FeatureRow } from '#db/clickhouse/scores/feature-row.ts'
import { FEATURE_NAMES } from './features.ts'
import type { Label } from './labels/label.ts'

/** What training asks of a session's client. */
export type ClientFacts = Pick<
  SessionEvidence,
  'claimed_browser' | 'user_agent' | 'asn_label' | 'crawler' | 'bot_ip' | 'bot_ja4' | 'behind_proxy'
>

/** A session as training sees it. */
export interface Candidate {
  row: FeatureRow
  /** Undefined where the aggregates hold it no more. */
  evidence: ClientFacts | undefined
  /** NaN: nothing could be compared. */
  fingerprint_coherence_score: number
  label: Label | undefined
  /** A rule that needs no model found something. */
  hit_rule: boolean
  /** What a challenge said in that hour. */
  challenge: 'passed' | 'failed' | 'none'
}

export interface Selection {
  sessions: Candidate[]
  /** How many were left out, by the first reason that holds. */
  excluded: Record<string, number>
  /** Of these, those that gave themselves away: a rule, a challenge or a scanner's name speaks of them. */
  machines: Candidate[]
  /** Whether only networks were taken that people use. */
  people_networks_only: boolean
}

interface Options {
  /** A session that contradicts itself more is not learnt from. */
  coherence_min: number
  /** So many are enough to leave out the networks of which nothing is known. */
  min_rows: number
}

/** Networks whose customers are people. */
const PEOPLE_NETWORKS = ['human', 'isp']
/** Reasons against a session that do not hang on a model, a list of friends or its fingerprint. */
const GIVEN_AWAY = ['rule', 'challenge', 'scanner']
/** "Knows enough": below this share of the sessions, leaving out the unknown networks would leave out most people. */
const PEOPLE_SHARE_MIN = 0.5

/**
 * The sessions that models may take for ordinary. What a verdict calls human is always one; what anything calls a machine
 * never is. Where the reference data knows most networks, those of people alone count.
 */
export function selectBaseline(candidates: readonly Candidate[], { coherence_min, min_rows }: Options): Selection {
  const excluded: Record<string, number> = {}
  const leaveOut = (reason: string) => (excluded[reason] = (excluded[reason] ?? 0) + 1)
  const machines: Candidate[] = []
  const kept = candidates.filter((candidate) => {
    const reason = reasonAgainst(candidate, coherence_min)
    if (reason !== '') leaveOut(reason)
    if (GIVEN_AWAY.includes(reason)) machines.push(candidate)
    return reason === ''
  })
  const people = kept.filter((candidate) => isVouchedFor(candidate) || isOfPeople(candidate))
  const people_networks_only = people.length >= Math.max(min_rows, kept.length * PEOPLE_SHARE_MIN)
  if (!people_networks_only) return { sessions: kept, excluded, machines, people_networks_only }
  if (kept.length > people.length) excluded['network'] = kept.length - people.length
  return { sessions: people, excluded, machines, people_networks_only }
}

/** Why this session may not be learnt from; empty when it may. */
function reasonAgainst(candidate: Candidate, coherence_min: number): string {
  const { row, evidence, label, hit_rule, fingerprint_coherence_score } = candidate
  if (isVouchedFor(candidate)) return ''
  if (label?.label === 'bot') return label.source
  if (featureOf(row, 'rep_bot_ip') > 0 || featureOf(row, 'rep_bot_ja4') > 0) return 'known_bot'
  if (featureOf(row, 'rep_crawler_verified') > 0 || (evidence?.crawler ?? '') !== '') return 'verified_crawler'
  if (featureOf(row, 'rep_crawler_verified') < 0) return 'false_crawler'
  if (featureOf(row, 'rep_scanner_ua') > 0) return 'scanner'
  if (featureOf(row, 'rep_challenge_fail') > 0) return 'challenge'
  if (hit_rule) return 'rule'
  if (evidence !== undefined && isProgram(evidence)) return 'claims_no_browser'
  // NaN compares as false: nothing known is nothing against it.
  return fingerprint_coherence_score < coherence_min ? 'incoherent' : ''
}

/** People come with browsers, all of which begin so; a site whose programs were taken for ordinary would find attackers ordinary. */
function isProgram({ claimed_browser, user_agent }: ClientFacts): boolean {
  return claimed_browser === '' && !/^Mozilla\/5\.0 \((?!compatible)/.test(user_agent)
}

function isVouchedFor({ label }: Candidate): boolean {
  return label?.label === 'human' && (label.source === 'verdict' || label.source === 'lab')
}

function isOfPeople({ evidence }: Candidate): boolean {
  return PEOPLE_NETWORKS.includes(evidence?.asn_label ?? '')
}

function featureOf({ features }: FeatureRow, name: string): number {
  return features[FEATURE_NAMES.indexOf(name)] ?? NaN
}
