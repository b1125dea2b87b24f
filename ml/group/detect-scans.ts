import { createHash } from 'node:crypto'
import { insertScans, type ScanRow } from '#db/clickhouse/groups/insert-scans.ts'
import { listScanCandidates } from '#db/clickhouse/groups/list-scan-candidates.ts'
import { listScanPaths } from '#db/clickhouse/groups/list-scan-paths.ts'
import { findScans, type FoundScan, SHARED_MIN } from './find-scans.ts'
import { isDue } from './throttle.ts'

const EVERY_MS = 120_000
const HOUR_MS = 3_600_000
const LOOK_BACK_MS = 2 * HOUR_MS
const CANDIDATES_MAX = 5000
const SCANS_MAX = 100
const ADDRESSES_MAX = 100
const PATHS = 12

export interface ScansDetected {
  state: 'done' | 'not_due'
  scans: number
  ms: number
}

/** Who tried one word list on several hosts within the last two hours; at most every two minutes. */
export async function detectScans({
  now,
  every_ms = EVERY_MS,
}: {
  now: Date
  every_ms?: number
}): Promise<ScansDetected> {
  const started = performance.now()
  if (!isDue('scans', now, every_ms)) return { state: 'not_due', scans: 0, ms: performance.now() - started }
  const since = new Date(now.getTime() - LOOK_BACK_MS).toISOString()
  const found = findScans(await listScanCandidates({ since, min_paths: SHARED_MIN, limit: CANDIDATES_MAX }))
  const rows: ScanRow[] = []
  for (const scan of found.slice(0, SCANS_MAX)) {
    const hosts = scan.parts.map(({ host }) => host)
    const src_ips = scan.addresses.slice(0, ADDRESSES_MAX)
    const paths = await listScanPaths({ since, src_ips, hosts: hosts.slice(0, 100), limit: PATHS })
    rows.push(
      scanRow(
        now,
        scan,
        paths.map(({ path }) => path),
      ),
    )
  }
  await insertScans(rows)
  return { state: 'done', scans: rows.length, ms: performance.now() - started }
}

function scanRow(now: Date, scan: FoundScan, path_examples: string[]): ScanRow {
  const { kind, scanner, parts, addresses, jaccard, paths, pairs } = scan
  const sum = (count: 'hits' | 'count_4xx') => parts.reduce((total, part) => total + part[count], 0)
  const who = kind === 'address' ? 'One address' : `${addresses.length} addresses that look alike`
  const [first] = parts
  return {
    detected_at: now.toISOString(),
    window_start: new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS).toISOString(),
    scan_id: createHash('sha256').update(`${kind} ${scanner}`).digest('hex').slice(0, 16),
    kind,
    started_at: parts.map((part) => part.started_at).toSorted()[0] ?? '',
    ended_at:
      parts
        .map((part) => part.ended_at)
        .toSorted()
        .at(-1) ?? '',
    ja4: first?.ja4 ?? '',
    header_order_signature: first?.header_order_signature ?? '',
    user_agent: first?.user_agent ?? '',
    addresses: addresses.slice(0, ADDRESSES_MAX),
    address_count: addresses.length,
    asns: [...new Set(parts.flatMap(({ asns }) => asns))],
    hosts: parts.map(({ host }) => host),
    hits: sum('hits'),
    count_4xx: sum('count_4xx'),
    jaccard,
    paths,
    path_examples,
    proof: pairs,
    reason: `${who} asked ${parts.length} hosts for the same ${paths} paths, which people there do not ask for: ${Math.round(100 * jaccard)} % of what either host was asked, both were.`,
  }
}
