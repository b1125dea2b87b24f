/** One of several processes that write at once, for the test of that: `<database url> <session_id> <how many>`. */
import { SCOPES_OF_ROLE } from '../model/access.ts'
import { openStateDatabase } from './client.ts'
import { recordVerdict } from './verdicts/record-verdict.ts'

const [url = '', session_id = '', times = '0'] = process.argv.slice(2)
const state = openStateDatabase(url)
const scopes = SCOPES_OF_ROLE.analyst
for (let turn = 0; turn < Number(times); turn += 1) {
  const actor = {
    name: 'writer',
    scopes,
    token_id: null,
    client_address: 'local',
    request_id: `${process.pid}/${turn}`,
  }
  await recordVerdict(state, actor, { session_id, verdict: 'unsure' })
}
await state.$disconnect()
