import Link from 'next/link'
import type { Scan } from '#db/model/scan.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'

/** Scanners of several hosts, each opened in place for its proof. */
export function ScanList({ scans }: { scans: readonly Scan[] }) {
  return (
    <ul className="divide-y divide-line/60">
      {scans.map((scan) => (
        <li key={scan.scan_id}>
          <details className="group">
            <summary className="flex min-h-8 cursor-pointer flex-wrap items-center gap-x-4 gap-y-1 px-3.5 py-1.5 hover:bg-hover/50">
              <span className="font-medium">
                {scan.kind === 'address' ? (
                  <HostileText text={scan.addresses[0] ?? ''} most={45} />
                ) : (
                  plural(scan.address_count, 'address that looks alike', 'addresses that look alike')
                )}
              </span>
              <span>{plural(scan.hosts.length, 'host')}</span>
              <span>{plural(scan.paths, 'shared path')}</span>
              <span>{Math.round(100 * scan.jaccard)} % alike</span>
              <span className="text-soft">
                {plural(scan.hits, 'request')}, {countWords(scan.count_4xx)} answered 4xx
              </span>
              <time dateTime={scan.ended_at} title={bothClocks(scan.ended_at)} className="mono ml-auto text-soft">
                {utcDate(scan.ended_at).slice(5)} {utcTime(scan.ended_at).slice(0, 5)} UTC
              </time>
            </summary>
            <ScanProof scan={scan} />
          </details>
        </li>
      ))}
    </ul>
  )
}

function ScanProof({ scan }: { scan: Scan }) {
  const { reason, ja4, user_agent, addresses, path_examples } = scan
  return (
    <div className="grid grid-cols-1 gap-3 px-3.5 pb-3 text-xs lg:grid-cols-2">
      <div className="grid min-w-0 grid-cols-1 content-start gap-1.5">
        <p>{reason}</p>
        <p className="break-all">
          <span className="text-faint">Claims to be </span>
          <HostileText text={user_agent} most={160} empty="(no user agent sent)" />
        </p>
        <p className="break-all">
          <span className="text-faint">JA4 </span>
          <HostileText text={ja4} most={40} empty="no TLS" />
        </p>
        <p className="flex flex-wrap gap-x-3">
          {addresses.slice(0, 12).map((src_ip) => (
            <Link
              key={src_ip}
              href={`/sessions?range=7d&src_ip=${encodeURIComponent(src_ip)}`}
              className="inline-flex min-h-6 items-center text-accent hover:underline"
            >
              <HostileText text={src_ip} most={45} />
            </Link>
          ))}
          {addresses.length > 12 && <span className="text-faint">and {addresses.length - 12} more</span>}
        </p>
        <h3 className="font-medium">Asked of several hosts, and of none by people</h3>
        <ul className="grid gap-0.5">
          {path_examples.map((path) => (
            <li key={path} className="break-all">
              <HostileText text={path} most={120} />
            </li>
          ))}
        </ul>
      </div>
      <HostPairs scan={scan} />
    </div>
  )
}

function HostPairs({ scan: { scan_id, proof } }: { scan: Scan }) {
  return (
    <div
      className="min-w-0 overflow-x-auto"
      tabIndex={0}
      role="region"
      aria-label={`Pairs of hosts of the scanner ${scan_id.slice(0, 8)}`}
    >
      <table className="h-min w-full">
        <caption className="pb-1 text-left font-medium">
          Pairs of hosts: paths asked of both, of those asked of either
        </caption>
        <tbody>
          {proof.map(({ one, other, shared, either }) => (
            <tr key={`${one} ${other}`} className="border-t border-line/60">
              <td className="py-1 pr-2">
                <HostileText text={one} most={40} empty="(no host)" />
              </td>
              <td className="py-1 pr-2">
                <HostileText text={other} most={40} empty="(no host)" />
              </td>
              <td className="mono py-1 text-right whitespace-nowrap">
                {shared} of {either}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
