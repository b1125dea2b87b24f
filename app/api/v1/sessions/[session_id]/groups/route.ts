import { z } from 'zod'
import { getSessionCampaign } from '#db/clickhouse/groups/get-session-campaign.ts'
import { listFleetsOfClient } from '#db/clickhouse/groups/list-fleets-of-client.ts'
import { listScansOfAddress } from '#db/clickhouse/groups/list-scans-of-address.ts'
import { SessionGroups } from '#db/model/scan.ts'
import { SessionId } from '#db/model/session.ts'
import { defineRoute, nothing } from '../../../../handler.ts'
import { requireSession } from '../../../../require-session.ts'

const HOUR_MS = 3_600_000

export const GET = defineRoute(
  {
    summary: 'What a session is part of: campaign, fleets, scans on several hosts',
    access: 'sessions:read',
    params: z.object({ session_id: SessionId }),
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'Each with its proof', schema: SessionGroups },
  },
  async ({ params: { session_id } }) => {
    const { src_ip, ja4, window_start } = await requireSession(session_id)
    const at = Date.parse(window_start)
    // A fleet is told of up to two hours after its members acted.
    const around = { from: window_start, until: new Date(at + 3 * HOUR_MS).toISOString() }
    const [campaigns, fleets, scans] = await Promise.all([
      getSessionCampaign({ session_id }),
      listFleetsOfClient({ src_ip, ja4, ...around }),
      listScansOfAddress({ src_ip, ...around }),
    ])
    return { body: { campaign: campaigns[0] ?? null, fleets, scans } }
  },
)
