import { HostileText } from '#components/text/hostile-text.tsx'
import { clampMiddle, stretchesOf } from '#components/text/visible-characters.ts'
import { countWords, plural } from '#components/text/number-words.ts'
import type { FleetLink } from './fleet-links.ts'
import { SortableTable, type SortableColumn } from './sortable-table.tsx'

/** More would be a hairball; the table has all. */
const NETWORKS_SHOWN = 24
const JA4S_SHOWN = 8
const ROW = 20

const COLUMNS: readonly SortableColumn<FleetLink>[] = [
  {
    id: 'ja4',
    header: 'JA4',
    sortBy: ({ ja4 }) => ja4,
    cell: ({ ja4 }) => <HostileText text={ja4} most={40} empty="no TLS" />,
  },
  {
    id: 'network',
    header: 'Network',
    sortBy: ({ network }) => network,
    cell: ({ network }) => <span className="mono">{network}</span>,
  },
  {
    id: 'addresses',
    header: 'Addresses',
    align: 'right',
    sortBy: ({ addresses }) => addresses,
    cell: ({ addresses }) => countWords(addresses),
  },
  {
    id: 'sessions',
    header: 'Sessions',
    align: 'right',
    sortBy: ({ sessions }) => sessions,
    cell: ({ sessions }) => countWords(sessions),
  },
]

/** Which JA4 was seen in which network, as a picture, with the equal table beside it. */
export function FleetGraph({ links }: { links: readonly FleetLink[] }) {
  const ja4s = totalsOf(links, ({ ja4 }) => ja4)
  const networks = totalsOf(links, ({ network }) => network)
  return (
    <div className="px-3.5 pt-2 pb-3">
      <p className="text-xs text-soft">
        {plural(ja4s.length, 'JA4')} in {plural(networks.length, 'network')}, {plural(links.length, 'pair')}
        {(networks.length > NETWORKS_SHOWN || ja4s.length > JA4S_SHOWN) &&
          `; the picture has the ${NETWORKS_SHOWN} largest networks and ${JA4S_SHOWN} commonest JA4s, the table all`}
        .
      </p>
      <div className="mt-1 grid grid-cols-1 gap-4 xl:grid-cols-2">
        <Picture links={links} ja4s={ja4s.slice(0, JA4S_SHOWN)} networks={networks.slice(0, NETWORKS_SHOWN)} />
        <SortableTable
          label="JA4s and networks, as a table"
          className="max-h-[32rem]"
          columns={COLUMNS}
          rows={links}
          rowKey={({ ja4, network }) => `${ja4} ${network}`}
        />
      </div>
    </div>
  )
}

function totalsOf(links: readonly FleetLink[], of: (link: FleetLink) => string): string[] {
  const totals = new Map<string, number>()
  for (const link of links) totals.set(of(link), (totals.get(of(link)) ?? 0) + link.addresses)
  return [...totals].toSorted((a, b) => b[1] - a[1]).map(([name]) => name)
}

interface PictureProps {
  links: readonly FleetLink[]
  ja4s: readonly string[]
  networks: readonly string[]
}

function Picture({ links, ja4s, networks }: PictureProps) {
  const rows = Math.max(ja4s.length, networks.length)
  const height = rows * ROW + 8
  const yOf = (at: number, of: number) => ((at + 0.5) * (rows * ROW)) / of + 4
  const most = Math.max(1, ...links.map(({ addresses }) => addresses))
  return (
    <svg viewBox={`0 0 480 ${height}`} className="w-full max-w-2xl self-start" aria-hidden="true">
      {links.map(({ ja4, network, addresses }) => {
        const [from, to] = [ja4s.indexOf(ja4), networks.indexOf(network)]
        if (from < 0 || to < 0) return null
        const [y1, y2] = [yOf(from, ja4s.length), yOf(to, networks.length)]
        return (
          <path
            key={`${ja4} ${network}`}
            d={`M230 ${y1}C300 ${y1} 320 ${y2} 378 ${y2}`}
            fill="none"
            stroke="var(--accent)"
            strokeWidth={1 + 4 * (addresses / most)}
            strokeOpacity="0.55"
          />
        )
      })}
      {ja4s.map((ja4, at) => (
        <text
          key={ja4}
          x="224"
          y={yOf(at, ja4s.length) + 3.5}
          textAnchor="end"
          fontSize="9.5"
          className="mono fill-text"
        >
          {ja4 === '' ? 'no TLS' : inertText(ja4)}
        </text>
      ))}
      {networks.map((network, at) => (
        <text key={network} x="384" y={yOf(at, networks.length) + 3.5} fontSize="10" className="mono fill-text">
          {network}
        </text>
      ))}
    </svg>
  )
}

/** As `HostileText` shows it, in one string: an SVG text takes no markup. */
function inertText(text: string): string {
  const { head, left_out, tail } = clampMiddle(text, 38)
  const plain = (part: string) =>
    stretchesOf(part)
      .map((stretch) => (stretch.kind === 'text' ? stretch.text : `[${stretch.code}]`))
      .join('')
  return `${plain(head)}${left_out > 0 ? '…' : ''}${plain(tail)}`
}
