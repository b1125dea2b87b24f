import { expect, test } from 'vitest'
import { closeClickhouse } from '#db/clickhouse/client.ts'
import { matrix } from './matrix.ts'

const isRoot = process.getuid?.() === 0

test.skipIf(!isRoot)(
  'what clients say that they sent is what the store holds: heads byte for byte, order, answers, states',
  { timeout: 120_000 },
  async () => {
    const said: string[] = []
    const isEqual = await matrix({ server: ['nginx', 'caddy'], protocol: ['http', 'https', 'h2'] }, (line) =>
      said.push(line),
    )
    await closeClickhouse()
    expect(isEqual, said.join('\n')).toBe(true)
  },
)
