import { blocksOfRange, blockText, parseBlock, type AddressBlock } from '../address-block.ts'
import type { ListDefinition } from '../list-definition.ts'
import { IpListRow } from '../reference-row.ts'
import { linesOf } from './lines-of.ts'

/** One address, block or range per line; what follows it is a remark. */
export async function* readPrefixLines(
  pieces: AsyncIterable<string>,
  { kind, label }: Pick<ListDefinition, 'kind' | 'label'>,
): AsyncGenerator<IpListRow | null> {
  for await (const line of linesOf(pieces)) {
    const text = line.replace(/[#;].*$/, '').trim()
    if (text === '') continue
    for (const block of blocksOf(text)) {
      const row = block && IpListRow.safeParse({ prefix: blockText(block), kind, name: label })
      yield row?.success ? row.data : null
    }
  }
}

function blocksOf(text: string): (AddressBlock | undefined)[] {
  const range = /^(\S+)\s*-\s*(\S+)$/.exec(text)
  if (range) return blocksOfRange(range[1] ?? '', range[2] ?? '') ?? [undefined]
  return [parseBlock(text.split(/[\s,]/, 1)[0] ?? '')]
}
