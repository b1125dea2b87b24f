import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { config } from '../config.ts'
import { clusterStatements } from './cluster-statements.ts'
import { parseStatement } from './statement.ts'

const RENAMING = '_being_renamed'

/** Runs one statement of a migration, as the configured cluster needs it where there is one. */
export async function executeStatement(client: ClickHouseClient, text: string): Promise<void> {
  const { cluster } = config.clickhouse
  // A node that refuses is an error, and the whole cluster is waited for.
  const waiting: ClickHouseSettings = { distributed_ddl_output_mode: 'throw', distributed_ddl_task_timeout: '600' }
  for (const query of executedStatements(text, cluster)) {
    await client.command({ query, clickhouse_settings: cluster === undefined ? {} : waiting })
  }
}

export function executedStatements(text: string, cluster: string | undefined): string[] {
  const statement = parseStatement(text)
  const executed = cluster === undefined ? [text] : clusterStatements(text, cluster)
  if (statement.kind !== 'alter' || !statement.commands[0]?.startsWith('MODIFY QUERY')) return executed
  return [...executed, renameThereAndBack(statement.name, cluster)]
}

/**
 * MODIFY QUERY makes the engine call the view by its name instead of its id until the next restart, and with it the
 * tokens of the view's blocks change: a batch sent before and again after the restart would count twice. A renaming
 * brings the id back.
 */
function renameThereAndBack(view: string, cluster: string | undefined): string {
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  return `RENAME TABLE ${view} TO ${view}${RENAMING}, ${view}${RENAMING} TO ${view}${onCluster}`
}

/** Gives views their names back that a renaming cut short left behind. */
export async function finishRenaming(client: ClickHouseClient): Promise<void> {
  const answer = await client.query({
    query: `SELECT concat(database, '.', name) AS left_behind FROM system.tables
      WHERE database IN ('ja4_logs', 'ja4_processing') AND endsWith(name, {ending: String})`,
    query_params: { ending: RENAMING },
    format: 'JSONEachRow',
  })
  for (const { left_behind } of await answer.json<{ left_behind: string }>()) {
    const onCluster = config.clickhouse.cluster === undefined ? '' : ` ON CLUSTER ${config.clickhouse.cluster}`
    await client.command({
      query: `RENAME TABLE ${left_behind} TO ${left_behind.slice(0, -RENAMING.length)}${onCluster}`,
    })
  }
}
