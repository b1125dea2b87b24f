import { configuredLists } from './config.ts'
import type { ListDefinition } from './list-definition.ts'
import { underRunLock } from './run-lock.ts'
import { updateList, type UpdateOptions, type UpdateOutcome } from './update-list.ts'
import { knownLists, type KnownList } from './versions.ts'

/** How a caller watches one list after the other. */
export interface Watcher {
  /** `expected_rows`: about how many will come. */
  begin: (list: ListDefinition, expected_rows: number) => Pick<UpdateOptions, 'onBytes' | 'onRows'>
  end: (outcome: UpdateOutcome) => void
}

/** Brings the named lists, or all, up to date, one after the other; one that fails does not keep the others. */
export async function updateLists(
  { names, acceptChange }: { names: readonly string[]; acceptChange: boolean },
  watcher: Watcher,
): Promise<UpdateOutcome[]> {
  const lists = configuredLists()
  const unknown = names.filter((name) => !lists.some((list) => list.name === name))
  if (unknown.length > 0) throw new Error(`No list is called ${unknown.join(', ')}: see npm run refdata -- status`)
  return underRunLock(async () => {
    const known = await knownLists()
    const outcomes: UpdateOutcome[] = []
    for (const list of lists.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const previous = known.get(list.name)
      const watched = watcher.begin(list, expectedRows(list, previous))
      const outcome = await updateList(list, previous, { acceptChange, ...watched })
      watcher.end(outcome)
      outcomes.push(outcome)
    }
    return outcomes
  })
}

function expectedRows({ kind }: ListDefinition, previous: KnownList | undefined): number {
  if (previous && previous.rows > 0 && previous.origin !== 'bundled') return previous.rows
  return kind === 'asn' ? 700_000 : 10_000
}
