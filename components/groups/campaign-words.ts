import type { CampaignPage } from '#db/model/campaign.ts'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcTime } from '#components/text/utc.ts'

/** When flagged sessions were compared with each other; a campaign is as old as that. */
export function comparedWords(compared_at: CampaignPage['compared_at']): string {
  if (compared_at === null) return 'not compared yet'
  return `compared last at ${utcTime(compared_at)} UTC`
}

/** Flagged sessions that are in no campaign: alike to nobody is said only of those that were compared. */
export function aloneWords(alone: number, waiting: number): string {
  const compared = alone - waiting
  const verb = compared === 1 ? 'resembles' : 'resemble'
  return [
    ...(compared > 0 ? [`${plural(compared, 'flagged session')} ${verb} nobody`] : []),
    ...(waiting > 0 ? [`${plural(waiting, 'flagged session')} ${waiting === 1 ? 'is' : 'are'} not compared yet`] : []),
  ].join('; ')
}

/** Why there is no campaign although sessions are flagged. */
export function nobodyWords({
  flagged,
  compared_at,
  waiting,
}: Pick<CampaignPage, 'flagged' | 'compared_at' | 'waiting'>): string {
  const all = `${plural(flagged, 'session')} ${flagged === 1 ? 'is' : 'are'} flagged`
  if (compared_at === null || waiting >= flagged) {
    return `${all} and not compared yet. Flagged sessions are compared after a scoring cycle, at most every five minutes.`
  }
  const rest =
    waiting === 0 ? '' : ` ${countWords(waiting)} of them were scored since and come into the next comparison.`
  return `${all}, and no five of those compared at ${utcTime(compared_at)} UTC act alike.${rest}`
}
