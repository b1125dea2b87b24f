import { blockText, parseBlock } from '../address-block.ts'
import type { ListDefinition } from '../list-definition.ts'
import { IpListRow } from '../reference-row.ts'
import { Refusal } from '../refusal.ts'

/** The keys under which providers put a block, or a list of them. */
const KEYS = new Set([
  'ipv4prefix',
  'ipv6prefix',
  'ip_prefix',
  'ipv6_prefix',
  'prefix',
  'cidr',
  'addressprefixes',
  'ipv4_cidrs',
  'ipv6_cidrs',
  'ipv4',
  'ipv6',
  'list',
  'scanners',
  'addresses',
  'ipv6_addresses',
])
const DEEPEST = 12

/** Every block of a JSON document, wherever it stands; also of documents one per line. */
export async function* readPrefixJson(
  pieces: AsyncIterable<string>,
  { kind, label }: Pick<ListDefinition, 'kind' | 'label'>,
): AsyncGenerator<IpListRow | null> {
  let text = ''
  for await (const piece of pieces) text += piece
  for (const document of documentsOf(text)) {
    for (const told of blockTexts(document, false, 0)) {
      const block = parseBlock(told)
      const row = block && IpListRow.safeParse({ prefix: blockText(block), kind, name: label })
      yield row?.success ? row.data : null
    }
  }
}

function documentsOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    // One document per line, or no JSON at all.
  }
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line))
  } catch (error) {
    throw new Refusal('it is not JSON, or cut short', { cause: error })
  }
}

function* blockTexts(value: unknown, wanted: boolean, depth: number): Generator<string> {
  if (depth > DEEPEST) return
  if (typeof value === 'string') {
    if (wanted) yield value.trim()
  } else if (Array.isArray(value)) {
    for (const each of value) yield* blockTexts(each, wanted, depth + 1)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) yield* blockTexts(each, KEYS.has(key.toLowerCase()), depth + 1)
  }
}
