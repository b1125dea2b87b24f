import { SensorHeartbeat } from '../../model/sensor-heartbeat.ts'
import { defineInsert } from '../define-insert.ts'
import type { CallOptions } from '../define-query.ts'

const insert = defineInsert({ table: 'ja4_logs.sensor_heartbeats', row: SensorHeartbeat })

export async function insertHeartbeat(heartbeat: SensorHeartbeat, options?: CallOptions): Promise<void> {
  await insert([heartbeat], options)
}
