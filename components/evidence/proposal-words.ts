import type { ScoreModel, SessionScore } from '#db/model/session-detail.ts'
import { isFlagged, type DecidedBy } from '#db/model/threat-level.ts'
import { threatLevelOf } from '#components/severity/threat-level.ts'
import { levelBy } from './why-words.ts'

/** From here on a calibrated probability speaks for a bot. */
const EVEN = 0.5

/** What the evidence proposes; without reasons or coherence, or against its own probability, nobody should follow the score. */
export function proposalOf(score: SessionScore, explained: boolean): string {
  const { threat_level, decided_by, bot_name, bot_ja4, fingerprint_coherence_score, bot_probability } = score
  if (decided_by === 'verified_crawler')
    return `tolerated automation: ${bot_name || 'a crawler'}, which proved its name`
  if (threat_level === 'KNOWN_BOT') return `bot: ${bot_name || 'one that lists know'}`
  if (threat_level === 'ANUBIS_DENY') return 'bot: a challenge turned it away'
  if (decided_by === 'rule' && isFlagged(threat_level)) return 'bot: a rule counted what it did'
  if (!explained) return 'unsure: there are no reasons yet'
  if (fingerprint_coherence_score === null) return 'unsure: its fingerprint cannot be compared with its claim'
  if (decided_by === 'false_crawler') return 'bot: the crawler’s name that it took is not its own'
  if (decided_by === 'contradiction') return 'bot: what it shows contradicts the browser that it claims'
  const is_likely = bot_probability === null ? undefined : bot_probability >= EVEN
  if (isFlagged(threat_level)) {
    return is_likely === false ? 'unsure: unusual, but its probability of a bot is below a half' : 'bot'
  }
  if (bot_ja4 !== '') return `unsure: its TLS fingerprint is that of ${bot_ja4}`
  if (threat_level === 'LOW') return 'unsure: a little unusual'
  return is_likely === true ? 'unsure: ordinary, but its probability of a bot is a half or more' : 'human'
}

/** Who says that it is a bot, and by what; empty when no list and no challenge names it. */
export function namedBy({ threat_level, decided_by, bot_name, bot_ip, bot_ip_list, bot_ja4 }: SessionScore): string {
  if (decided_by === 'verified_crawler') return 'Its address is one of those that the crawler’s operator vouches for.'
  if (decided_by === 'challenge' && bot_name !== '') return 'A rule of the challenge lets it through by this name.'
  const by_address = bot_ip !== '' && `The list ${bot_ip_list || 'of bots’ addresses'} has its address as ${bot_ip}.`
  const by_ja4 = bot_ja4 !== '' && `Lists know its TLS fingerprint (JA4) as that of ${bot_ja4}.`
  const told = [by_address, by_ja4].filter((sentence) => sentence !== false)
  if (told.length > 0) return told.join(' ')
  return threat_level === 'KNOWN_BOT' ? 'A list named it when it was scored; the lists of now do not.' : ''
}

const RAISED_BY: Partial<Record<DecidedBy, string>> = {
  rule: 'what a rule counted',
  false_crawler: 'a crawler’s name that is not its own',
  challenge: 'a challenge',
  contradiction: 'what contradicts the browser that it claims',
}

/** That the model finds it ordinary, and what made it suspicious instead; empty when its own score did. The score has no reasons then. */
export function raisedWords(
  { threat_level, decided_by, anomaly_score }: SessionScore,
  model: ScoreModel | null,
): string {
  const by = RAISED_BY[decided_by]
  if (by === undefined || model === null || threat_level === 'KNOWN_BOT') return ''
  const by_score = levelBy(anomaly_score, model.thresholds)
  if (isFlagged(by_score)) return ''
  const words = [by_score, threat_level].map((level) => threatLevelOf(level).word)
  return `The score alone (${anomaly_score.toFixed(3)}) would be ${words[0] ?? ''}: ${by} made it ${words[1] ?? ''}.`
}
