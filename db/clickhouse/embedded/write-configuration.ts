import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateDirectory, readOrCreateSecret } from '#db/state-directory.ts'
import { ACCOUNTS, CAPS, RIGHTS, type Account } from '../rights.ts'

export interface EmbeddedSettings {
  /** Holds the data, the secrets and the generated configuration. */
  stateDirectory: string
  port: number
  memory_mb: number
}

/** Writes what the embedded server reads at start; returns the path of its main file. */
export function writeConfiguration(settings: EmbeddedSettings): string {
  const directory = privateDirectory(join(settings.stateDirectory, 'clickhouse-config'))
  const users = join(directory, 'users.xml')
  const server = join(directory, 'config.xml')
  writePrivately(users, usersXml(settings))
  writePrivately(server, serverXml(settings, users))
  return server
}

function writePrivately(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 })
}

function serverXml({ stateDirectory, port, memory_mb }: EmbeddedSettings, users: string): string {
  const megabyte = 1_048_576
  return `<clickhouse>
  <listen_host>127.0.0.1</listen_host>
  <http_port>${port}</http_port>
  <path>${escape(privateDirectory(join(stateDirectory, 'clickhouse')))}/</path>
  <users_config>${escape(users)}</users_config>
  <logger>
    <log>${escape(join(privateDirectory(join(stateDirectory, 'log')), 'clickhouse.log'))}</log>
    <size>10M</size>
    <count>2</count>
  </logger>
  <keep_alive_timeout>10</keep_alive_timeout>
  <timezone>UTC</timezone>
  <max_server_memory_usage>${memory_mb * megabyte}</max_server_memory_usage>
  <mark_cache_size>${32 * megabyte}</mark_cache_size>
  <uncompressed_cache_size>${16 * megabyte}</uncompressed_cache_size>
  <index_mark_cache_size>${8 * megabyte}</index_mark_cache_size>
  <mmap_cache_size>64</mmap_cache_size>
  <compiled_expression_cache_size>${16 * megabyte}</compiled_expression_cache_size>
  <max_concurrent_queries>100</max_concurrent_queries>
  <named_collections>
    <vigie_reference>
      <user>dictionary</user>
      <password>${readOrCreateSecret('clickhouse-dictionary', stateDirectory)}</password>
    </vigie_reference>
  </named_collections>
</clickhouse>
`
}

/**
 * The engine's own session enters as \`default\` without a password. It holds the only session
 * which that account may have, so nobody else can use it.
 */
function usersXml({ stateDirectory, memory_mb }: EmbeddedSettings): string {
  const query_memory = Math.floor(memory_mb * 0.6) * 1_048_576
  return `<clickhouse>
  <profiles>
    <default/>
    <engine><max_sessions_for_user>1</max_sessions_for_user></engine>
${ACCOUNTS.map((role) => profile(role, query_memory)).join('\n')}
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <no_password/>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>engine</profile>
      <quota>default</quota>
      <grants>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT READ ON FILE</query>
        <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
      </grants>
    </default>
${ACCOUNTS.map((role) => account(role, stateDirectory)).join('\n')}
  </users>
</clickhouse>
`
}

function profile(role: Account, query_memory: number): string {
  const caps = Object.entries({ ...CAPS[role], max_memory_usage: query_memory })
  return `    <${role}>${caps.map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</${role}>`
}

function account(role: Account, stateDirectory: string): string {
  const secret = readOrCreateSecret(`clickhouse-${role}`, stateDirectory)
  const digest = createHash('sha256').update(secret).digest('hex')
  const grants = RIGHTS[role].map((right) => `<query>GRANT ${right}</query>`).join('')
  return `    <${role}>
      <password_sha256_hex>${digest}</password_sha256_hex>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>${role}</profile>
      <quota>default</quota>
      <grants>${grants}</grants>
    </${role}>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
