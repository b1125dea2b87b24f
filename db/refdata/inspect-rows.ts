import { blockText, contains, parseAddress, parseBlock, type AddressBlock } from './address-block.ts'
import type { ListDefinition } from './list-definition.ts'
import type { ReferenceRow } from './reference-row.ts'
import { Refusal } from './refusal.ts'
import { isReserved } from './reserved-blocks.ts'

/** Lists this small change by whole shares every day. */
const FEW_ROWS = 60

export interface Inspection {
  /** The row as it may be kept; undefined when it is left out; throws when the list is refused at once. */
  take: (row: ReferenceRow | null) => ReferenceRow | undefined
  /** What the whole says: throws when it is refused, else tells what was left out. */
  conclude: (previous_rows: number | undefined) => { rows: number; left_out: string }
}

/** Watches the rows of one list pass by and knows what would be poison. */
export function inspectRows(definition: ListDefinition): Inspection {
  const seen = { rows: 0, bad: 0, reserved: 0, ipv4_addresses: 0 }
  const anchors = definition.anchors.map((anchor) => ({
    ...anchor,
    block: hostBlock(anchor.address),
    found: -1,
    bits: -1,
  }))
  const check = (row: ReferenceRow): ReferenceRow | undefined => {
    if (!('prefix' in row)) return row
    const block = parseBlock(row.prefix)
    if (!block) throw new Error(`${row.prefix} is no block`)
    if (refuseReserved(definition, block)) {
      seen.reserved++
      return undefined
    }
    refuseBroad(definition, block)
    if (block.family === 4) seen.ipv4_addresses += 2 ** (32 - block.bits)
    for (const anchor of 'asn' in row ? anchors : []) {
      if (!anchor.block || block.bits < anchor.bits || !contains(block, anchor.block)) continue
      anchor.bits = block.bits
      anchor.found = 'asn' in row ? row.asn : -1
    }
    return row
  }
  return {
    take: (row) => {
      const kept = row && check(row)
      if (row === null) seen.bad++
      else if (kept) seen.rows++
      if (seen.rows > definition.rows_max) throw new Refusal(`it has more than ${definition.rows_max} rows`)
      if (seen.bad > 1000 && seen.bad > seen.rows) throw new Refusal('most of its lines cannot be read')
      return kept ?? undefined
    },
    conclude: (previous_rows) => {
      refuseUnreadable(definition, seen)
      refuseSize(definition, seen, previous_rows)
      for (const { address, asn, found } of anchors) {
        if (found !== asn) {
          throw new Refusal(`${address} belongs to AS${asn}, but the list says ${found < 0 ? 'nothing' : `AS${found}`}`)
        }
      }
      return { rows: seen.rows, left_out: leftOut(seen) }
    },
  }
}

function hostBlock(address: string): AddressBlock | undefined {
  const parsed = parseAddress(address)
  return parsed && { family: parsed.family, first: parsed.value, bits: parsed.family === 4 ? 32 : 128 }
}

/** Whether the block is to be left out. */
function refuseReserved({ reserved }: ListDefinition, block: AddressBlock): boolean {
  if (block.bits === 0) throw new Refusal(`it holds the whole Internet: ${blockText(block)}`)
  if (reserved === 'allow' || !isReserved(block)) return false
  if (reserved === 'refuse') throw new Refusal(`it holds addresses that are never on the Internet: ${blockText(block)}`)
  return true
}

function refuseBroad({ broadest_ipv4, broadest_ipv6 }: ListDefinition, block: AddressBlock): void {
  if (block.bits < (block.family === 4 ? broadest_ipv4 : broadest_ipv6)) {
    throw new Refusal(`${blockText(block)} is broader than a block of this list may be`)
  }
}

function refuseUnreadable(
  { bad_lines_share }: ListDefinition,
  { rows, bad, reserved }: { rows: number; bad: number; reserved: number },
): void {
  const lines = rows + bad + reserved
  if (lines > 0 && bad / lines > bad_lines_share) throw new Refusal(`${bad} of ${lines} lines cannot be read`)
}

function refuseSize(
  definition: ListDefinition,
  { rows, ipv4_addresses }: { rows: number; ipv4_addresses: number },
  previous_rows: number | undefined,
): void {
  if (rows < definition.rows_min) throw new Refusal(`it has ${rows} rows, fewer than ${definition.rows_min}`)
  if (ipv4_addresses > definition.ipv4_addresses_max) {
    throw new Refusal(`it covers ${ipv4_addresses} IPv4 addresses, more than ${definition.ipv4_addresses_max}`)
  }
  if (previous_rows === undefined || previous_rows < 1) return
  const slack = rows < FEW_ROWS && previous_rows < FEW_ROWS ? FEW_ROWS : 0
  if (
    rows < previous_rows * definition.may_shrink_to - slack ||
    rows > previous_rows * definition.may_grow_to + slack
  ) {
    const advice = `if that is right, accept it: npm run refdata -- update ${definition.name} --accept-change`
    throw new Refusal(`it has ${rows} rows where the version before had ${previous_rows}; ${advice}`)
  }
}

function leftOut({ bad, reserved }: { bad: number; reserved: number }): string {
  const parts = [
    bad > 0 ? `${bad} lines that could not be read` : '',
    reserved > 0 ? `${reserved} blocks that are never on the Internet` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `left out: ${parts.join(', ')}`
}
