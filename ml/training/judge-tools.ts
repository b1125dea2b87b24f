import type { Verdicts } from './hear-suspects.ts'

/** Share of the known tools' sessions, of all kinds together, that is to stand at MEDIUM or above. */
const SHARE_MIN = 0.8
/** Fewer of one kind say nothing of it. */
const KIND_MIN_SESSIONS = 5
/** Where fewer of a kind are told, and fewer than before, it is lost. */
const KIND_SHARE_MIN = 0.5

/**
 * Why a model may not score that takes machines for ordinary; empty when it may. Below the share of known tools that is asked
 * for it must tell as many as the model in force, and lose no kind that this one tells.
 */
export function whyMachinesPass(suspects: Verdicts): string {
  const tools = suspects.filter(({ is_planted }) => is_planted)
  const sessions = sumOf(tools, (group) => group.sessions)
  const flagged = sumOf(tools, (group) => group.flagged)
  const before = tools.some(({ flagged_before }) => flagged_before === null)
    ? undefined
    : sumOf(tools, (group) => group.flagged_before ?? 0)
  if (flagged < SHARE_MIN * sessions && (before === undefined || flagged < before)) {
    const compared = before === undefined ? '' : ` and than the ${before} of the model in force`
    return `of ${sessions} sessions with the behaviour of known tools it finds ${flagged} suspicious, fewer than ${100 * SHARE_MIN} %${compared}`
  }
  const lost = suspects.filter(isLost)
  if (lost.length === 0) return ''
  const words = lost.map(
    (group) => `${group.name} (${group.flagged} of ${group.sessions}, before ${group.flagged_before ?? 0})`,
  )
  return `it takes for ordinary what the model in force finds suspicious: ${words.join(', ')}`
}

/** `95 of 95 sessions with the behaviour of known tools are suspicious to it (95 to the model in force), 12 of 20 machines …`. */
export function suspectWords(suspects: Verdicts): string {
  const tools = suspects.filter(({ is_planted }) => is_planted)
  const before = tools.some(({ flagged_before }) => flagged_before === null)
    ? ''
    : ` (${sumOf(tools, (group) => group.flagged_before ?? 0)} to the model in force)`
  const own = suspects
    .filter(({ is_planted }) => !is_planted)
    .map(({ name, flagged, sessions }) => `, ${flagged} of ${sessions} ${name}`)
  return `${sumOf(tools, ({ flagged }) => flagged)} of ${sumOf(tools, ({ sessions }) => sessions)} sessions with the behaviour of known tools are suspicious to it${before}${own.join('')}`
}

function isLost({ sessions, flagged, flagged_before }: Verdicts[number]): boolean {
  return sessions >= KIND_MIN_SESSIONS && flagged < KIND_SHARE_MIN * sessions && flagged < (flagged_before ?? 0)
}

function sumOf(groups: Verdicts, countOf: (group: Verdicts[number]) => number): number {
  return groups.reduce((sum, group) => sum + countOf(group), 0)
}
