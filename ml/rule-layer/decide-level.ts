import type { ChallengeRecord } from '#db/model/challenge.ts'
import type { Judgement, SessionEvidence } from '#db/model/evidence.ts'
import { rankOf, type DecidedBy, type ThreatLevel } from '#db/model/threat-level.ts'

/** What is known of the crawler that a session claims to be. */
export interface CrawlerFinding {
  /** As its operator calls it; empty: none is claimed. */
  name: string
  /** `unknown`: neither proven nor disproven; `pending`: the answer comes later. */
  proof: 'verified' | 'false' | 'unknown' | 'pending'
}
export const NO_CRAWLER: CrawlerFinding = { name: '', proof: 'unknown' }

export interface KnownOfSession {
  /** By the model's score. */
  level: ThreatLevel
  /** NaN: the model does not say. */
  bot_probability: number
  /** Browsers whose people the model learnt from. */
  learnt_browsers: readonly string[]
  evidence: Pick<SessionEvidence, 'bot_ip' | 'bot_ja4' | 'claimed_browser' | 'user_agent'>
  judgement: Pick<Judgement, 'browser_family' | 'browser_confidence' | 'fingerprint_coherence_score'>
  crawler: CrawlerFinding
  challenge: ChallengeRecord | undefined
  /** The gravest that a rule says. */
  rule_level: ThreatLevel | undefined
}

export interface Decision {
  threat_level: ThreatLevel
  decided_by: DecidedBy
  bot_name: string
  anubis_bot_name: string
  anubis_bot_action: '' | 'ALLOW' | 'DENY' | 'CHALLENGE'
}

/** Whoever pretends to be a crawler hides something. */
const FALSE_CRAWLER_LEVEL = 'HIGH'
/** As in the platform before: from here on the evidence speaks for the browser. */
const BROWSER_CONFIDENCE_MIN = 0.55
/** Nearly all that could be compared fits the claim. */
const COHERENCE_MIN = 0.9
/**
 * Whoever claims a browser and contradicts it so much is raised to this level whatever the model says. Of 301 surrogates of people
 * nobody was below 0.71; of 20 sessions of libraries that copy a browser's TLS nobody above 0.48.
 */
const CONTRADICTIONS = [
  { below: 0.25, level: 'HIGH' },
  { below: 0.5, level: 'MEDIUM' },
] as const
const BROWSERS = ['Chrome', 'Firefox', 'Safari']

/**
 * What comes before the model, in this order: lists of bots' addresses, crawlers whose name is proven, challenges, an honest
 * program whose JA4 is on a list. Then what raises the model's level: a crawler's name that is false, a browser's name that is
 * contradicted, a rule. Last, an
 * unsuspicious browser by evidence, or one that only the model's ignorance of its family makes suspicious.
 */
export function decideLevel(known: KnownOfSession): Decision {
  const { level, evidence, judgement, challenge } = known
  const anubis = anubisOf(challenge)
  const settled = settledOf(known)
  if (settled !== undefined) return { ...settled, ...anubis }
  const raised = raisedOf(known)
  const bot_name = evidence.bot_ja4
  const is_browser =
    bot_name === '' &&
    raised.decided_by === 'model' &&
    judgement.browser_confidence >= BROWSER_CONFIDENCE_MIN &&
    BROWSERS.includes(judgement.browser_family) &&
    (rankOf(level) <= 1 || isStrangeByFamilyAlone(known))
  if (is_browser) return { threat_level: 'LEGITIMATE_BROWSER', decided_by: 'model', bot_name, ...anubis }
  return { ...raised, bot_name, ...anubis }
}

type Settled = Pick<Decision, 'threat_level' | 'decided_by' | 'bot_name'>

function settledOf(known: KnownOfSession): Settled | undefined {
  const { evidence, crawler, challenge } = known
  const { bot_ip, bot_ja4, user_agent } = evidence
  if (bot_ip !== '') return { threat_level: 'KNOWN_BOT', decided_by: 'known_bot', bot_name: bot_ip }
  if (crawler.proof === 'verified') {
    return { threat_level: 'KNOWN_BOT', decided_by: 'verified_crawler', bot_name: crawler.name }
  }
  if (isTurnedAway(challenge)) return { threat_level: 'ANUBIS_DENY', decided_by: 'challenge', bot_name: bot_ja4 }
  const bot_name = allowedBotOf(challenge, user_agent)
  if (bot_name !== '') return { threat_level: 'KNOWN_BOT', decided_by: 'challenge', bot_name }
  return isHonestProgram(known) ? { threat_level: 'KNOWN_BOT', decided_by: 'known_bot', bot_name: bot_ja4 } : undefined
}

/** A JA4 is a library's, which attackers use too: it names the tool, but excuses neither what it does nor what it pretends to be. */
function isHonestProgram({ evidence, crawler, rule_level }: KnownOfSession): boolean {
  const { bot_ja4, claimed_browser } = evidence
  return bot_ja4 !== '' && claimed_browser === '' && crawler.proof === 'unknown' && rule_level === undefined
}

/** A model that never met a browser's people finds all of them strange: that says nothing against one that fits its claim. */
function isStrangeByFamilyAlone(known: KnownOfSession): boolean {
  const { evidence, judgement, challenge, bot_probability, learnt_browsers, rule_level } = known
  return (
    !learnt_browsers.includes(judgement.browser_family) &&
    evidence.claimed_browser !== '' &&
    judgement.fingerprint_coherence_score >= COHERENCE_MIN &&
    rule_level === undefined &&
    (challenge === undefined || challenge.passed > 0) &&
    // NaN compares as false: a model without calibration does not say.
    !(bot_probability >= 0.5)
  )
}

function raisedOf(known: KnownOfSession): Pick<Decision, 'threat_level' | 'decided_by'> {
  const { level, crawler, rule_level } = known
  const raises: { threat_level: ThreatLevel | undefined; decided_by: DecidedBy }[] = [
    { threat_level: crawler.proof === 'false' ? FALSE_CRAWLER_LEVEL : undefined, decided_by: 'false_crawler' },
    { threat_level: contradictionOf(known), decided_by: 'contradiction' },
    { threat_level: rule_level, decided_by: 'rule' },
  ]
  let threat_level = level
  let decided_by: DecidedBy = 'model'
  for (const raise of raises) {
    if (raise.threat_level === undefined || rankOf(raise.threat_level) <= rankOf(threat_level)) continue
    threat_level = raise.threat_level
    decided_by = raise.decided_by
  }
  return { threat_level, decided_by: crawler.proof === 'pending' ? 'pending_crawler' : decided_by }
}

function contradictionOf({ evidence, judgement }: KnownOfSession): ThreatLevel | undefined {
  if (evidence.claimed_browser === '') return undefined
  return CONTRADICTIONS.find(({ below }) => judgement.fingerprint_coherence_score < below)?.level
}

/** By a rule, or by a challenge that was failed and never passed. One that was only served proves nothing: people leave. */
function isTurnedAway(challenge: ChallengeRecord | undefined): boolean {
  if (challenge === undefined) return false
  return challenge.denied > 0 || (challenge.failed > 0 && challenge.passed === 0)
}

/** A rule that lets a bot through is named after it; one that lets a path through (favicon, robots.txt) says nothing of who asks. */
function allowedBotOf(challenge: ChallengeRecord | undefined, user_agent: string): string {
  if (challenge === undefined || challenge.allowed === 0) return ''
  const name = challenge.allow_rule.slice(challenge.allow_rule.lastIndexOf('/') + 1)
  return name.length > 2 && user_agent.toLowerCase().includes(name.toLowerCase()) ? name : ''
}

function anubisOf(challenge: ChallengeRecord | undefined): Pick<Decision, 'anubis_bot_name' | 'anubis_bot_action'> {
  if (challenge === undefined) return { anubis_bot_name: '', anubis_bot_action: '' }
  const { denied, allowed, served, passed, failed, deny_rule, allow_rule } = challenge
  if (denied > 0) return { anubis_bot_name: deny_rule, anubis_bot_action: 'DENY' }
  if (served + passed + failed > 0) return { anubis_bot_name: '', anubis_bot_action: 'CHALLENGE' }
  return allowed > 0
    ? { anubis_bot_name: allow_rule, anubis_bot_action: 'ALLOW' }
    : { anubis_bot_name: '', anubis_bot_action: '' }
}
