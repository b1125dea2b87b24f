import type { ReferenceList } from '#db/model/reference-list.ts'
import { configuredLists } from '#db/refdata/config.ts'
import type { ListDefinition } from '#db/refdata/list-definition.ts'
import type { KnownList } from '#db/refdata/versions.ts'

/** Publishers change their lists daily or weekly; a copy that nobody confirmed for longer may mislead. */
const STALE_AFTER_MS = 8 * 86_400_000

/** Each list that this installation knows, with what the store tells of it. */
export function referenceOf(
  known: readonly KnownList[] | undefined,
  now: Date,
): { lists: ReferenceList[]; detail: string } {
  if (known === undefined) return { lists: [], detail: 'Not known while the store is away.' }
  const { definitions, detail } = definitionsOrReason()
  const told = new Map(known.map((list) => [list.list, list]))
  return { lists: definitions.map((definition) => listOf(definition, told.get(definition.name), now)), detail }
}

/** Whether all of it can be believed: something is loaded, nothing is stale, and no list's last update failed. */
export function isReferenceWell({ lists, detail }: { lists: readonly ReferenceList[]; detail: string }): boolean {
  const is_loaded = lists.some(({ state }) => state === 'current' || state === 'bundled')
  return detail === '' && is_loaded && lists.every(({ state, failure }) => state !== 'stale' && failure === '')
}

function definitionsOrReason(): { definitions: ListDefinition[]; detail: string } {
  try {
    return { definitions: configuredLists(), detail: '' }
  } catch (error) {
    return { definitions: [], detail: error instanceof Error ? error.message.slice(0, 500) : '' }
  }
}

export function listOf(definition: ListDefinition, known: KnownList | undefined, now: Date): ReferenceList {
  const { name, title, kind } = definition
  const last_success_at = known?.last_success_at ?? null
  const last_failure_at = known?.last_failure_at ?? null
  const failed = last_failure_at !== null && (last_success_at === null || last_failure_at > last_success_at)
  return {
    name,
    title,
    kind,
    state: stateOf(definition, known, now),
    rows: known?.rows ?? 0,
    source: known?.source ?? '',
    licence: known?.rows ? known.licence : definition.licence,
    loaded_at: known?.rows ? known.loaded_at : null,
    last_success_at,
    last_failure_at,
    failure: failed ? (known?.last_failure ?? '') : '',
  }
}

function stateOf({ enabled }: ListDefinition, known: KnownList | undefined, now: Date): ReferenceList['state'] {
  if (!enabled) return 'off'
  if (!known || known.rows === 0) return 'empty'
  if (!known.counts) return 'superseded'
  if (known.origin === 'bundled') return 'bundled'
  return now.getTime() - Date.parse(known.last_success_at ?? '') > STALE_AFTER_MS ? 'stale' : 'current'
}
