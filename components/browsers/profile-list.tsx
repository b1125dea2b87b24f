import type { BrowserProfile } from '#db/model/browser-profile.ts'
import { ProfileFacts } from './profile-facts.tsx'

const SOURCE_WORDS = { lab: 'measured in the laboratory', published: 'published values', site: 'this site' } as const

/** The profiles that come with the product, each opened by its name. */
export function ProfileList({ profiles }: { profiles: readonly BrowserProfile[] }) {
  return (
    <ul>
      {profiles.map((profile) => (
        <li key={profile.profile_id} className="border-t px-3.5 first:border-0">
          <details>
            <summary className="min-h-8 cursor-pointer py-1.5">
              <span className="font-medium">{profile.name}</span>{' '}
              <span className="text-xs text-faint">
                {profile.family} · {SOURCE_WORDS[profile.proof.source]}
              </span>
            </summary>
            <div className="pb-3">
              <ProfileFacts profile={profile} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  )
}
