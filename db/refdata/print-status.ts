import { configuredLists } from './config.ts'
import { knownLists } from './versions.ts'

/** Every list in a line: rows, age, where from, and what went wrong last; 1 when a list that is switched on has nothing. */
export async function printStatus(): Promise<number> {
  const known = await knownLists()
  let empty = 0
  for (const { name, enabled, licence } of configuredLists()) {
    const told = known.get(name)
    const rows = told?.rows ?? 0
    if (enabled && rows === 0) empty++
    const state = enabled ? (rows > 0 ? (told?.counts === false ? 'superseded' : 'counts') : 'nothing yet') : 'off'
    console.log(
      [
        name.padEnd(20),
        state.padEnd(11),
        rows.toLocaleString('en').padStart(10),
        (told?.origin ?? '').padEnd(10),
        told?.last_success_at ? `${ageOf(told.last_success_at)} ago` : 'never',
        rows > 0 ? told?.licence : licence,
      ].join('  '),
    )
    if (told && told.last_failure !== '' && (told.last_failure_at ?? '') > (told.last_success_at ?? '')) {
      console.log(`${' '.repeat(22)}failed ${ageOf(told.last_failure_at ?? '')} ago: ${told.last_failure}`)
    }
  }
  return empty > 0 ? 1 : 0
}

function ageOf(time: string): string {
  const hours = (Date.now() - Date.parse(time)) / 3_600_000
  return hours < 48 ? `${Math.max(0, Math.round(hours))} h` : `${Math.round(hours / 24)} days`
}
