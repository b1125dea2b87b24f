import type { Role } from './client.ts'

const SELECT_ALL = ['SELECT ON ja4_logs.*', 'SELECT ON ja4_processing.*', 'dictGet ON ja4_processing.*']
const SELECT_SYSTEM = [
  'SELECT ON system.one',
  'SELECT ON system.parts',
  'SELECT(database, table, name, type, position, default_kind) ON system.columns',
]

/** The roles of our clients, and the account with which the engine reads a dictionary's rows from itself. */
export type Account = Role | 'dictionary'
export const ACCOUNTS = ['migrator', 'writer', 'reader', 'dictionary'] as const

/** What each account may do, as it follows GRANT; everything else is refused. The views write in the name of the migrator who made them. */
export const RIGHTS: Record<Account, readonly string[]> = {
  reader: [...SELECT_ALL, ...SELECT_SYSTEM],
  writer: [
    ...SELECT_ALL,
    ...SELECT_SYSTEM,
    ...['http_logs_raw', 'http_logs', 'sensor_heartbeats'].map((table) => `INSERT ON ja4_logs.${table}`),
    ...[
      'ml_all_scores',
      'ml_detected_anomalies',
      'ml_performance_metrics',
      'fleet_detections',
      'campaigns',
      'campaign_members',
      'cross_domain_scans',
      'challenge_results',
      'label_snapshots',
      'imports',
      'ref_*',
    ].map((table) => `INSERT ON ja4_processing.${table}`),
  ],
  migrator: [
    ...['ja4_logs', 'ja4_processing'].map(
      (database) =>
        `SELECT, INSERT, ALTER, CREATE DATABASE, CREATE TABLE, CREATE VIEW, CREATE DICTIONARY, DROP, TRUNCATE, OPTIMIZE, SHOW, dictGet ON ${database}.*`,
    ),
    'TABLE ENGINE ON *',
    'NAMED COLLECTION, SHOW NAMED COLLECTIONS ON vigie_reference',
    'CREATE FUNCTION, DROP FUNCTION, SYSTEM RELOAD DICTIONARY ON *.*',
    'SELECT ON system.*',
  ],
  dictionary: ['SELECT ON ja4_processing.ref_*', 'SELECT ON ja4_processing.view_ref_*'],
}

/** Bounds of a role's settings profile, memory aside. Nobody with `readonly = 1` may change any of them. */
export const CAPS: Record<Account, Record<string, number | string>> = {
  reader: {
    readonly: 1,
    max_execution_time: 20,
    max_rows_to_read: 2_000_000_000,
    max_result_rows: 1_000_000,
    max_result_bytes: 536_870_912,
    max_ast_elements: 50_000,
    max_concurrent_queries_for_user: 64,
  },
  writer: { fsync_metadata: 1 },
  migrator: { fsync_metadata: 1 },
  dictionary: { readonly: 1 },
}
