import type { ClickHouseClient } from '@clickhouse/client'
import { config } from '#db/config.ts'
import { alignRefusal } from './align-refusal.ts'
import { readRetention } from './retention.ts'

/** Makes the tables keep their rows as configured; returns what was changed, one line each. */
export async function applyRetention(client: ClickHouseClient): Promise<string[]> {
  const { cluster } = config.clickhouse
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  const changes: string[] = []
  for (const { table, setting, wanted, current, counted_from, unit } of await readRetention(client)) {
    if (current === wanted) continue
    await client.command({
      query: `ALTER TABLE ${table}${onCluster} MODIFY TTL ${counted_from} + toInterval${unit}(${wanted})`,
      // Old parts are looked at in the background: a long history must not hold the start up.
      clickhouse_settings: { alter_sync: '1', mutations_sync: '0' },
    })
    changes.push(`${table} keeps ${wanted} ${unit.toLowerCase()}s (${setting}), before ${current ?? 'otherwise'}`)
  }
  return [...changes, ...(await alignRefusal(client))]
}
