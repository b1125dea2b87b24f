'use client'

import { Panel } from '#components/frame/panel.tsx'
import { FleetGraph } from '#components/groups/fleet-graph.tsx'
import { fleetLinks } from '#components/groups/fleet-links.ts'
import { FleetMemberTable } from '#components/groups/fleet-member-table.tsx'
import { FleetSizeChart } from '#components/groups/fleet-size.tsx'
import { GroupFailure } from '#components/groups/group-failure.tsx'
import { GroupHead } from '#components/groups/group-head.tsx'
import { LikenessBars } from '#components/groups/likeness-bars.tsx'
import { SharedFacts } from '#components/groups/shared-facts.tsx'
import { Banner } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { countWords } from '#components/text/number-words.ts'
import { utcDateTime } from '#components/text/utc.ts'
import { failureOf } from '../../../browser/failure-of.ts'
import { useFleet } from '../../../browser/groups-query.ts'

const percent = (share: number) => `${Math.round(100 * share)} %`

/** Where nobody else was there to compare with, what is usual stands in. */
const othersWords = (likeness: Readonly<Record<string, number>>, coherence: number) =>
  Object.keys(likeness).length > 0
    ? `others on the same hosts ${percent(coherence)}`
    : `${percent(coherence)} is taken as usual, nobody else was there to compare with`

const PAGE = {
  title: 'Fleet',
  question: 'Which sessions act as one?',
  back: { href: '/fleets', word: 'All fleets' },
}

export function FleetView({ fleet_id }: { fleet_id: string }) {
  const query = useFleet(fleet_id)
  if (query.isPending) return <Skeleton rows={14} label="Loading the fleet" />
  if (query.data === undefined)
    return <GroupFailure {...PAGE} failure={failureOf(query.error)} onRetry={() => query.refetch()} />
  const { fleet, shared, likeness, background_likeness, path_examples, members, history } = query.data
  const { fleet_score, addresses, sessions, hits, growth, coherence, background_coherence, hosts } = fleet
  return (
    <div className="grid grid-cols-1 content-start gap-3 p-4">
      <GroupHead
        back={{ href: '/fleets', word: 'Fleets' }}
        title={`Fleet ${fleet.fleet_id.slice(0, 8)}`}
        question={PAGE.question}
        reason={fleet.reason}
        facts={[
          { name: 'Score', value: fleet_score.toFixed(2) },
          { name: 'Addresses', value: countWords(addresses) },
          { name: 'Growth', value: growth > 0 ? `+${countWords(growth)}` : countWords(growth) },
          { name: 'Sessions', value: countWords(sessions) },
          { name: 'Requests', value: countWords(hits) },
          { name: 'First seen, UTC', value: utcDateTime(fleet.first_seen_at).slice(0, 16) },
          { name: 'Last seen, UTC', value: utcDateTime(fleet.detected_at).slice(0, 16) },
        ]}
      />
      {query.isError && (
        <Banner>This page stopped following the fleet: {query.error.message} It shows the last answer.</Banner>
      )}
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
        <Panel
          title="They act alike"
          hint={`${percent(coherence)} overall; ${othersWords(background_likeness, background_coherence)}`}
        >
          <LikenessBars likeness={likeness} background={background_likeness} />
        </Panel>
        <Panel title="They look alike" hint="what nine in ten of them have in common">
          <SharedFacts shared={shared} paths={path_examples} hosts={hosts} />
        </Panel>
      </div>
      <Panel title="Size over time" hint="addresses by hour">
        <FleetSizeChart history={history} />
      </Panel>
      <Panel title="Infrastructure" hint="fingerprints and the networks that they were seen in">
        <FleetGraph links={fleetLinks(members)} />
      </Panel>
      <Panel
        title="Members"
        hint={
          members.length < addresses
            ? `the first ${countWords(members.length)} of ${countWords(addresses)}, the most alike first`
            : 'the most alike first'
        }
      >
        <FleetMemberTable members={members} />
      </Panel>
    </div>
  )
}
