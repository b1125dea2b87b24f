import { AXIS_WORDS } from '#db/model/axis-words.ts'
import { AXES, type AxisReading, type Finding } from '#db/model/evidence.ts'
import type { SessionCoherence } from '#db/model/session-coherence.ts'
import { Panel } from '#components/frame/panel.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'

const READINGS: Readonly<Record<AxisReading, { mark: string; word: string; text: string }>> = {
  1: { mark: '✓', word: 'fits', text: 'text-good' },
  [-1]: { mark: '✗', word: 'does not fit', text: 'text-bad' },
  0: { mark: '?', word: 'unknown', text: 'text-faint' },
}

function sentenceOf({ coherence_axes }: SessionCoherence): string {
  const count = (wanted: AxisReading) => AXES.filter((axis) => coherence_axes[axis] === wanted).length
  const against = count(-1)
  const known = against + count(1)
  if (known === 0) return 'Nothing could be compared with what it claims: that is not “fits”.'
  return against === 0
    ? `${known} of 6 parts could be compared, and ${known === 1 ? 'it fits' : 'all fit'} what it claims.`
    : `${against} of the ${known} parts that could be compared ${against === 1 ? 'does' : 'do'} not fit what it claims.`
}

function AxisCell({ title, reading, findings }: { title: string; reading: AxisReading; findings: readonly Finding[] }) {
  const { mark, word, text } = READINGS[reading]
  return (
    <li className="min-w-0 border-t px-3 py-2 first:border-t-0 sm:border-t-0 sm:border-l sm:first:border-l-0">
      <p className="text-2xs text-faint">{title}</p>
      <p className={`font-medium whitespace-nowrap ${text}`}>
        <span aria-hidden="true">{mark} </span>
        {word}
      </p>
      {findings.map(({ sentence }) => (
        <p key={sentence} className="pt-0.5 text-xs break-words text-soft [&_bdi]:font-sans">
          <HostileText text={sentence} most={260} />
        </p>
      ))}
    </li>
  )
}

/** What the client claims, and whether each part of what it showed fits that claim. */
export function CoherenceStrip({ coherence }: { coherence: SessionCoherence }) {
  const { claimed_browser, claimed_os, browser_family, coherence_axes, findings, behind_proxy } = coherence
  return (
    <Panel title="Does it fit?" hint={sentenceOf(coherence)}>
      <ul aria-label="Coherence" className="grid sm:grid-cols-[repeat(auto-fit,minmax(7.5rem,1fr))]">
        <li className="min-w-0 px-3 py-2">
          <p className="text-2xs text-faint">claims</p>
          <p className="font-medium">
            {claimed_browser === '' ? 'no browser' : claimed_browser}
            {claimed_os !== '' && ` on ${claimed_os}`}
          </p>
          <p className="pt-0.5 text-xs text-soft">
            by evidence: <HostileText text={browser_family} most={40} empty="no known browser" />
          </p>
          {behind_proxy && (
            <p className="pt-0.5 text-xs text-soft">through a proxy: its TCP, TLS and HTTP/2 are unknown</p>
          )}
        </li>
        {AXES.map((axis) => (
          <AxisCell
            key={axis}
            title={AXIS_WORDS[axis]}
            reading={coherence_axes[axis]}
            findings={findings.filter((finding) => finding.axis === axis)}
          />
        ))}
      </ul>
    </Panel>
  )
}
