import { tableOf } from '#lab/table.ts'

export interface Cell {
  server: string
  protocol: string
  sent: number
  /** Null where the server keeps no account of it. */
  logged: number | null
  stored: number
  /** Nobody can read this server's TLS: nothing shall be stored. */
  isOpaque: boolean
  differences: string[]
}

const MARK = { good: '✓', bad: '✗', opaque: 'seen, not decrypted' } as const
const SHOWN = 6

function resultOf({ isOpaque, differences }: Cell): string {
  if (differences.length > 0) return `${MARK.bad} ${differences.length}`
  return isOpaque ? `${MARK.good} ${MARK.opaque}` : MARK.good
}

/** One table of all cells, then what differs. */
export function matrixPictureOf(cells: readonly Cell[]): string {
  const rows = cells.map((cell) => [
    cell.server,
    cell.protocol,
    cell.sent,
    cell.logged ?? '·',
    cell.stored,
    resultOf(cell),
  ])
  const sums = (['sent', 'stored'] as const).map((name) => cells.reduce((sum, cell) => sum + cell[name], 0))
  const header = ['server', 'protocol', 'sent', 'logged', 'stored', 'differences']
  const complaints = cells.flatMap(({ server, protocol, differences }) => [
    ...differences.slice(0, SHOWN).map((what) => `  ${server} ${protocol}: ${what}`),
    ...(differences.length > SHOWN ? [`  ${server} ${protocol}: and ${differences.length - SHOWN} more`] : []),
  ])
  return [tableOf(header, rows), `\n${sums[0] ?? 0} sent, ${sums[1] ?? 0} stored.`, ...complaints].join('\n')
}
