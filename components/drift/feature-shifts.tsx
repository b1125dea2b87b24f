'use client'

import { useState } from 'react'
import type { FeatureShift } from '#db/model/drift.ts'
import { readingWords } from '#db/model/feature-scale.ts'
import { featureWords } from '#db/model/feature-words.ts'
import { Button } from '#components/controls/button.tsx'
import { percentWords } from './drift-words.ts'

/** Rows that stand there before all are asked for. */
const SHOWN = 16

function Bar({ ks, gate, is_drifted }: Pick<FeatureShift, 'ks' | 'gate' | 'is_drifted'>) {
  return (
    <span aria-hidden="true" className="relative block h-3 w-28 rounded-sm bg-hover">
      <span
        className={`absolute inset-y-0 left-0 rounded-sm ${is_drifted ? 'bg-warn' : 'bg-line-strong'}`}
        style={{ width: `${Math.min(1, ks) * 100}%` }}
      />
      <span className="absolute -inset-y-0.5 w-px bg-text" style={{ left: `${Math.min(1, gate) * 100}%` }} />
    </span>
  )
}

function movement({ direction, is_known_share, is_drifted, gate }: FeatureShift): string {
  if (gate >= 1) return 'too few rows'
  if (!is_drifted || direction === 0) return 'as in training'
  if (is_known_share) return direction > 0 ? 'known more often' : 'known less often'
  return direction > 0 ? 'larger' : 'smaller'
}

/** The median, and below it where nine in ten lie. */
function Middle({ shift: { feature }, quantiles }: { shift: FeatureShift; quantiles: FeatureShift['quantiles_now'] }) {
  const read = (at: number) => {
    const value = quantiles[at]
    return value === null || value === undefined ? '—' : readingWords(feature, value)
  }
  return (
    <>
      {read(4)}
      <span className="block text-faint">
        {read(0)} to {read(8)}
      </span>
    </>
  )
}

function Row({ shift }: { shift: FeatureShift }) {
  return (
    <tr className="border-t border-line/60">
      <th scope="row" className="px-3.5 py-1 text-left font-normal">
        {featureWords(shift.feature)} <span className="mono block text-2xs text-faint">{shift.feature}</span>
      </th>
      <td className="px-3">
        <Bar {...shift} />
      </td>
      <td className={`mono px-3 text-right ${shift.is_drifted ? 'font-semibold text-warn' : ''}`}>
        {shift.ks.toFixed(3)}
      </td>
      <td className="mono px-3 text-right text-faint">{shift.gate.toFixed(2)}</td>
      <td className="mono px-3 text-right">{shift.kl.toFixed(3)}</td>
      <td className={`px-3 whitespace-nowrap ${shift.is_drifted ? 'text-warn' : 'text-faint'}`}>{movement(shift)}</td>
      <td className="mono px-3 whitespace-nowrap">
        <Middle shift={shift} quantiles={shift.quantiles_then} />
      </td>
      <td className="mono px-3 whitespace-nowrap">
        <Middle shift={shift} quantiles={shift.quantiles_now} />
      </td>
      <td className="mono px-3.5 whitespace-nowrap">
        {percentWords(shift.known_then)} → {percentWords(shift.known_now)}
      </td>
    </tr>
  )
}

const COLUMNS = [
  'Feature',
  'Difference',
  'KS',
  'must exceed',
  'KL',
  'Now',
  'Median, 5 % to 95 % in training',
  'now',
  'Known',
] as const

/** Each feature beside its training window: those that drifted first, then the largest differences. The bars repeat the column KS. */
export function FeatureShifts({ features }: { features: readonly FeatureShift[] }) {
  const [all, setAll] = useState(false)
  const sorted = features.toSorted((a, b) => Number(b.is_drifted) - Number(a.is_drifted) || b.ks - a.ks)
  const shown = all ? sorted : sorted.slice(0, SHOWN)
  return (
    <>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Features beside their training window">
        <table className="w-full min-w-[60rem] text-xs">
          <thead className="text-left text-faint">
            <tr>
              {COLUMNS.map((word) => (
                <th key={word} className="px-3 py-1.5 font-medium first:pl-3.5">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((shift) => (
              <Row key={shift.feature} shift={shift} />
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > SHOWN && (
        <div className="border-t px-3.5 py-2">
          <Button look="quiet" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Only the largest differences' : `All ${sorted.length} features`}
          </Button>
        </div>
      )}
    </>
  )
}
