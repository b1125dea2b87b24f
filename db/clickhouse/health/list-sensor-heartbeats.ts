import { z } from 'zod'
import { SensorHeartbeat } from '../../model/sensor-heartbeat.ts'
import { defineQuery } from '../define-query.ts'

/** The newest heartbeat of each sensor that was heard since a time. */
export const listSensorHeartbeats = defineQuery({
  name: 'listSensorHeartbeats',
  params: z.object({ since: z.iso.datetime().optional() }),
  row: SensorHeartbeat,
  sql: `
    SELECT sensor_id, vigie_time_text(beats.time) AS time, vigie_time_text(beats.started_at) AS started_at, hooks, counters
    FROM ja4_logs.sensor_heartbeats AS beats
    WHERE ({since: Nullable(String)} IS NULL OR beats.time >= vigie_time({since: Nullable(String)}))
    ORDER BY sensor_id, beats.time DESC
    LIMIT 1 BY sensor_id
  `,
})
