import { z } from 'zod'
import { SensorReport } from '../../model/sensor-heartbeat.ts'
import { defineQuery } from '../define-query.ts'

/** The newest heartbeat of each sensor that was heard since a time, and what it counted in its last minute. */
export const listSensorHeartbeats = defineQuery({
  name: 'listSensorHeartbeats',
  params: z.object({ since: z.iso.datetime().optional() }),
  row: SensorReport,
  sql: `
    WITH newest AS
    (
        SELECT sensor_id, max(beats.time) AS last_time, argMax(beats.started_at, beats.time) AS last_start
        FROM ja4_logs.sensor_heartbeats AS beats
        WHERE ({since: Nullable(String)} IS NULL OR beats.time >= vigie_time({since: Nullable(String)}))
        GROUP BY sensor_id
    )
    SELECT
        beats.sensor_id AS sensor_id,
        vigie_time_text(max(beats.time)) AS time,
        vigie_time_text(any(newest.last_start)) AS started_at,
        argMax(beats.sources, beats.time) AS sources,
        argMax(beats.outputs, beats.time) AS outputs,
        argMax(beats.hooks, beats.time) AS hooks,
        argMax(beats.counters, beats.time) AS counters,
        dateDiff('millisecond', min(beats.time), max(beats.time)) / 1000 AS recent_s,
        mapSubtract(argMax(beats.counters, beats.time), argMin(beats.counters, beats.time)) AS recent
    FROM ja4_logs.sensor_heartbeats AS beats
    INNER JOIN newest ON newest.sensor_id = beats.sensor_id
    WHERE beats.time >= newest.last_time - INTERVAL 1 MINUTE AND beats.started_at = newest.last_start
    GROUP BY beats.sensor_id
    ORDER BY sensor_id
  `,
})
