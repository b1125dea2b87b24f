import { createHash } from 'node:crypto'
import type { Role } from '../clickhouse/client.ts'
import { ACCOUNTS, CAPS, RIGHTS, type Account } from '../clickhouse/rights.ts'
import { config } from '../config.ts'
import { readOrCreateSecret } from '../state-directory.ts'

/** A query may take this much of the server's memory; an operator with another machine edits the printed text. */
const QUERY_MEMORY_BYTES = 4_000_000_000

/** The variables of each account that people name themselves. */
const VARIABLES = {
  writer: ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD'],
  reader: ['CLICKHOUSE_READER_USER', 'CLICKHOUSE_READER_PASSWORD'],
  migrator: ['CLICKHOUSE_MIGRATOR_USER', 'CLICKHOUSE_MIGRATOR_PASSWORD'],
} as const satisfies Record<Role, readonly [string, string]>

/** Prints SQL for `clickhouse-client`, to be run once by an administrator of the server; changes nothing itself. */
export function usersCommand(): Promise<number> {
  const reason = refusal()
  if (reason === '') console.log(usersSql())
  else console.error(`${reason} Nothing was printed.`)
  return Promise.resolve(reason === '' ? 0 : 2)
}

/** Why the accounts as configured must not be made; empty when they may. */
function refusal(): string {
  const { accounts } = config.clickhouse
  const roles = Object.keys(VARIABLES).filter((role): role is Role => role in VARIABLES)
  const unset = roles.flatMap((role) => {
    const [user, password] = VARIABLES[role]
    return [...(accounts[role].user === 'default' ? [user] : []), ...(accounts[role].password === '' ? [password] : [])]
  })
  if (unset.length > 0) return `Set ${unset.join(', ')} first: three accounts of Vigie's own, each with a password.`
  if (new Set(roles.map((role) => accounts[role].user)).size < roles.length) {
    return `${roles.map((role) => VARIABLES[role][0]).join(', ')} must name three different accounts.`
  }
  return ''
}

export function usersSql(): string {
  const { cluster, accounts } = config.clickhouse
  const dictionary = { user: 'vigie_dictionary', password: readOrCreateSecret('clickhouse-dictionary') }
  const named = { ...accounts, dictionary }
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  return [
    ...ACCOUNTS.flatMap((account) => accountSql(account, named[account], onCluster)),
    '-- With these the dictionaries read their tables; the passwords above are digests, this one is not.',
    `CREATE NAMED COLLECTION IF NOT EXISTS vigie_reference${onCluster} AS user = ${quoted(dictionary.user)}, password = ${quoted(dictionary.password)};`,
  ].join('\n')
}

function accountSql(
  account: Account,
  { user, password }: { user: string; password: string },
  onCluster: string,
): string[] {
  const caps = {
    ...CAPS[account],
    max_memory_usage: QUERY_MEMORY_BYTES,
    ...(onCluster === '' ? {} : onClusters(account)),
  }
  const settings = Object.entries(caps).map(([name, value]) => `${name} = ${quoted(value)}`)
  const profile = `vigie_${account}`
  return [
    `CREATE SETTINGS PROFILE OR REPLACE ${profile}${onCluster} SETTINGS ${settings.join(', ')};`,
    `CREATE USER IF NOT EXISTS ${identifier(user)}${onCluster} IDENTIFIED WITH sha256_hash BY '${createHash('sha256').update(password).digest('hex')}';`,
    `ALTER USER ${identifier(user)}${onCluster} SETTINGS PROFILE ${quoted(profile)};`,
    ...RIGHTS[account].map((right) => `GRANT${onCluster} ${right} TO ${identifier(user)};`),
    ...(account === 'writer' && onCluster !== ''
      ? ['http_logs_raw_local', 'http_logs_local'].map(
          (table) => `GRANT${onCluster} INSERT ON ja4_logs.${table} TO ${identifier(user)};`,
        )
      : []),
    ...(account === 'migrator' && onCluster !== '' ? [`GRANT${onCluster} CLUSTER ON *.* TO ${identifier(user)};`] : []),
    '',
  ]
}

/** An insert is acknowledged when the shards have it; an inner query is answered by the whole cluster, not by each shard for itself. */
function onClusters(account: Account): Record<string, string | number> {
  const asking = { distributed_product_mode: 'global', prefer_global_in_and_join: 1 }
  return account === 'writer' ? { ...asking, distributed_foreground_insert: 1 } : asking
}

function quoted(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
