import { z } from 'zod'
import { clickhouseFor } from '../client.ts'
import type { Finding } from './finding.ts'

const Dictionaries = z.array(z.object({ name: z.string(), status: z.string() }))

/** Loads each dictionary that is not loaded yet; an insert looks addresses up in them. */
export async function checkDictionaries(): Promise<Finding[]> {
  const client = clickhouseFor('migrator')
  const answer = await client.query({
    query: `SELECT name, toString(status) AS status FROM system.dictionaries WHERE database = 'ja4_processing' ORDER BY name`,
    format: 'JSONEachRow',
  })
  const dictionaries = Dictionaries.parse(await answer.json())
  const failures: Finding[] = []
  for (const { name } of dictionaries.filter(({ status }) => !status.startsWith('LOADED'))) {
    try {
      await client.command({ query: `SYSTEM RELOAD DICTIONARY ja4_processing.${name}` })
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n', 1)[0]?.slice(0, 300) : ''
      failures.push({ ok: false, what: name, found: `does not load: ${reason}`, remedy: 'npm run refdata -- update' })
    }
  }
  if (failures.length > 0) return failures
  return [{ ok: true, what: 'dictionaries', found: `${dictionaries.length} are loaded`, remedy: '' }]
}
