import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { CampaignMember } from '../../model/campaign.ts'
import { defineQuery } from '../define-query.ts'

/** The campaign of a session, as it was put there last; no row when it is in none. */
export const getSessionCampaign = defineQuery({
  name: 'getSessionCampaign',
  params: z.object({ session_id: SessionId }),
  row: CampaignMember.pick({ membership: true, proof: true }).extend({
    campaign_id: z.number().int(),
    reason: z.string(),
  }),
  sql: `
    SELECT
        members.campaign_id AS campaign_id,
        members.membership AS membership,
        members.proof AS proof,
        known.reason AS reason
    FROM ja4_processing.campaign_members AS members FINAL
    LEFT JOIN (SELECT campaign_id, reason FROM ja4_processing.campaigns FINAL) AS known ON known.campaign_id = members.campaign_id
    WHERE members.window_start = vigie_session_window({session_id: String})
      AND members.session_id = {session_id: String}
      AND members.campaign_id >= 0
  `,
})
