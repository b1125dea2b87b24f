import type { ProfileState, SiteProfile } from '#db/model/browser-profile.ts'
import { Button } from '#components/controls/button.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { utcDateTime } from '#components/text/utc.ts'
import { ProfileFacts } from './profile-facts.tsx'

const STATE_WORDS: Readonly<Record<ProfileState, string>> = {
  proposed: '○ does not count: waits for a decision',
  accepted: '● accepted, counts',
  refused: '× refused, does not count',
}

interface ProposalListProps {
  profiles: readonly SiteProfile[]
  /** Whether this user may decide; the buttons say so otherwise. */
  mayDecide: boolean
  busy: boolean
  onDecide: (profile_id: string, decision: ProfileState) => void
}

/** What the site's people use and no profile knew, each with its proof and the decision on it. */
export function ProposalList({ profiles, mayDecide, busy, onDecide }: ProposalListProps) {
  return (
    <ul>
      {profiles.map(({ profile, state, proposed_at, decided_by, decided_at }) => (
        <li key={profile.profile_id} className="border-t px-3.5 py-3 first:border-0" aria-label={profile.name}>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-2">
            <h3 className="font-semibold">
              <HostileText text={profile.name} most={80} />
            </h3>
            <p className="text-xs text-soft">
              {STATE_WORDS[state]}
              {decided_at !== null && decided_by !== null && (
                <>
                  {' '}
                  (<HostileText text={decided_by} most={60} />, {utcDateTime(decided_at)} UTC)
                </>
              )}
              {state === 'proposed' && ` since ${utcDateTime(proposed_at)} UTC`}
            </p>
            <div className="ml-auto flex gap-2">
              {state === 'proposed' ? (
                <>
                  <Button disabled={!mayDecide || busy} onClick={() => onDecide(profile.profile_id, 'accepted')}>
                    Accept
                  </Button>
                  <Button disabled={!mayDecide || busy} onClick={() => onDecide(profile.profile_id, 'refused')}>
                    Refuse
                  </Button>
                </>
              ) : (
                <Button disabled={!mayDecide || busy} onClick={() => onDecide(profile.profile_id, 'proposed')}>
                  Take back
                </Button>
              )}
            </div>
          </div>
          <ProfileFacts profile={profile} />
        </li>
      ))}
    </ul>
  )
}
