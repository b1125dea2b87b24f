'use client'

import { MembershipPanel } from '#components/groups/membership-panel.tsx'
import { useSessionGroups } from '../../../browser/groups-query.ts'

/** The campaign, fleets and scans that the session belongs to; nothing while it is in none. */
export function Groups({ session_id }: { session_id: string }) {
  const groups = useSessionGroups(session_id).data
  return groups === undefined ? null : <MembershipPanel groups={groups} />
}
