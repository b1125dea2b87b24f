import { z } from 'zod'
import { FleetDetail, FleetId } from '../../model/fleet.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const FleetEvidence = FleetDetail.pick({
  shared: true,
  likeness: true,
  background_likeness: true,
  path_examples: true,
  members: true,
})
type FleetEvidence = z.infer<typeof FleetEvidence>

const query = defineQuery({
  name: 'getFleetEvidence',
  params: z.object({ fleet_id: FleetId }),
  row: FleetEvidence,
  sql: `
    SELECT
        CAST(rows.shared, 'Map(String, String)') AS shared,
        CAST(rows.likeness, 'Map(String, Float32)') AS likeness,
        CAST(rows.background_likeness, 'Map(String, Float32)') AS background_likeness,
        path_examples,
        arrayMap(member -> CAST((vigie_ip_text(member.1), member.2, member.3, member.4, member.5),
            'Tuple(src_ip String, ja4 String, asn UInt32, sessions UInt32, proof String)'), rows.members) AS members
    FROM ja4_processing.fleet_detections AS rows
    WHERE fleet_id = {fleet_id: String}
    ORDER BY rows.detected_at DESC
    LIMIT 1
  `,
})

/** What the newest look at a fleet found; undefined when none is kept. */
export async function getFleetEvidence(
  params: { fleet_id: string },
  options?: CallOptions,
): Promise<FleetEvidence | undefined> {
  const rows = await query(params, options)
  return rows[0]
}
