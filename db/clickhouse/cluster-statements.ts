import { parseStatement, withoutComments, type Statement } from './statement.ts'

/** Re-sent batches are known by their token for this long on a cluster: a week away must not double them. */
const REMEMBERED_S = 604_800
/** Copies without shards: each replica of each shard has every row. */
const EVERYWHERE = "'/clickhouse/tables/{uuid}/everywhere', '{shard}-{replica}'"
const ENGINE = /\bENGINE\s*=\s*(\w*MergeTree)\b(?:\(([^)]*)\))?/

/**
 * Rows are spread by address, so that everything of one session stands on one shard and the views chain there.
 * The producers' raw rows are cut by the address inside them.
 */
const SHARD_BY: Record<string, string> = {
  'ja4_logs.http_logs_raw': "sipHash64(toIPv6OrDefault(JSONExtractString(raw_json, 'src_ip')))",
  'ja4_logs.http_logs': 'sipHash64(src_ip)',
  'ja4_logs.dead_letters': 'rand()',
}

/** The expression that spreads a table's rows over the shards; undefined: every node has them all. */
function shardingOf(name: string): string | undefined {
  return SHARD_BY[name] ?? (/^ja4_processing\.agg_\w+$/.test(name) ? 'rand()' : undefined)
}

/**
 * A statement of a migration as a cluster runs it: on every node, with replicated engines; a sharded table becomes
 * `<name>_local` and a Distributed table by its own name, which queries and writers go on using.
 */
export function clusterStatements(text: string, cluster: string): string[] {
  const statement = parseStatement(text)
  const bare = withoutComments(text)
  const onCluster = `ON CLUSTER ${cluster}`
  const named = (from: string, to: string) => bare.replace(from, () => `${to} ${onCluster}`)
  switch (statement.kind) {
    case 'create':
      return createEverywhere(statement, bare, cluster)
    case 'drop': {
      const { name } = statement
      if (shardingOf(name) === undefined) return [named(name, name)]
      return [named(name, name), named(name, local(name))]
    }
    case 'alter':
      return alterEverywhere(statement, bare, cluster)
    case 'write':
      return [writeEverywhere(statement, bare, cluster)]
  }
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

function createEverywhere({ object, name, body }: Of<'create'>, bare: string, cluster: string): string[] {
  const head = bare.slice(0, bare.length - body.length).trimEnd()
  const place = (to: string) => `${head.slice(0, head.length - name.length)}${to} ON CLUSTER ${cluster}`
  switch (object) {
    case 'materialized view':
      return [`${place(name)} ${localNames(body)}`]
    case 'table': {
      const replicated = replicatedBody(withoutSelect(body), shardingOf(name) !== undefined)
      if (shardingOf(name) === undefined) return [`${place(name)} ${replicated}`]
      return [`${place(local(name))} ${replicated}`, distributed(name, cluster)]
    }
    default:
      return [`${place(name)} ${body}`.trim()]
  }
}

function alterEverywhere({ name, commands }: Of<'alter'>, bare: string, cluster: string): string[] {
  const on = (to: string, text: string) => text.replace(name, () => `${to} ON CLUSTER ${cluster}`)
  if (commands[0]?.startsWith('MODIFY QUERY')) return [on(name, localNames(bare))]
  const altered = settingsFor(bare)
  if (shardingOf(name) === undefined) return [on(name, altered)]
  return [on(local(name), altered), distributed(name, cluster)]
}

/** Rows go to one node and spread by themselves; what each node holds for itself is told to each. */
function writeEverywhere({ name }: Of<'write'>, bare: string, cluster: string): string {
  if (bare.startsWith('SYSTEM')) return bare.replace(name, () => `ON CLUSTER ${cluster} ${name}`)
  if (!bare.startsWith('TRUNCATE')) return bare
  return bare.replace(name, () => `${shardingOf(name) === undefined ? name : local(name)} ON CLUSTER ${cluster}`)
}

/** The Distributed table is made anew from its local one, whatever changed there: it holds no rows itself. */
function distributed(name: string, cluster: string): string {
  const [database, table] = name.split('.')
  return (
    `CREATE OR REPLACE TABLE ${name} ON CLUSTER ${cluster} AS ${local(name)} ` +
    `ENGINE = Distributed(${cluster}, ${database}, ${table}_local, ${shardingOf(name)})`
  )
}

function replicatedBody(body: string, sharded: boolean): string {
  const found = ENGINE.exec(body)
  if (!found) return body
  const [whole, engine = '', given = ''] = found
  const args = [...(sharded ? [] : [EVERYWHERE]), ...(given === '' ? [] : [given])].join(', ')
  return settingsFor(body.replace(whole, () => `ENGINE = Replicated${engine}${args === '' ? '' : `(${args})`}`))
}

function settingsFor(text: string): string {
  return text.replace(
    /\bnon_replicated_deduplication_window = (\d+)/,
    `replicated_deduplication_window = $1, replicated_deduplication_window_seconds = ${REMEMBERED_S}`,
  )
}

/** A cluster begins empty: what a migration copies from an earlier form of a table is not there. */
function withoutSelect(body: string): string {
  return body.replace(/\bAS\s+SELECT\b[^]*$/, '').trimEnd()
}

function local(name: string): string {
  return `${name}_local`
}

/** A view is fed by, reads and fills the tables of its own shard. */
function localNames(text: string): string {
  return text.replace(/\bja4_(?:logs|processing)\.\w+/g, (name) =>
    shardingOf(name) === undefined ? name : local(name),
  )
}
