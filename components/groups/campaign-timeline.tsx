'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { HourCount, TimedCampaign } from '#db/model/campaign.ts'
import { TableToggle } from '#components/controls/table-toggle.tsx'
import { LevelWord } from '#components/severity/level-word.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { utcDate, utcDateTime } from '#components/text/utc.ts'
import { aloneWords } from './campaign-words.ts'
import { SortableTable } from './sortable-table.tsx'

const HOUR_MS = 3_600_000

interface CampaignTimelineProps {
  campaigns: readonly TimedCampaign[]
  /** Flagged sessions in no campaign: they stay in sight. */
  outliers: readonly HourCount[]
  /** Of these, those that nobody compared yet. */
  waiting: number
  since: string
  until: string
}

interface Lane {
  key: string
  campaign: TimedCampaign | null
  hours: readonly HourCount[]
}

export function CampaignTimeline({ campaigns, outliers, waiting, since, until }: CampaignTimelineProps) {
  const [asTable, setAsTable] = useState(false)
  const alone = outliers.reduce((sum, { sessions }) => sum + sessions, 0)
  const inside = campaigns.reduce((sum, { sessions }) => sum + sessions, 0)
  const lanes: Lane[] = [
    ...campaigns.map((campaign) => ({ key: String(campaign.campaign_id), campaign, hours: campaign.hours })),
    ...(outliers.length === 0 ? [] : [{ key: 'outliers', campaign: null, hours: outliers }]),
  ]
  return (
    <div className="px-3.5 pt-2 pb-3">
      <div className="flex flex-wrap items-center gap-x-3">
        <p className="text-xs text-soft">{summaryOf(campaigns.length, inside, aloneWords(alone, waiting))}</p>
        <span className="ml-auto">
          <TableToggle pressed={asTable} onToggle={() => setAsTable(!asTable)} />
        </span>
      </div>
      {asTable ? (
        <HoursTable lanes={lanes} />
      ) : (
        <Lanes lanes={lanes} from={Math.floor(Date.parse(since) / HOUR_MS) * HOUR_MS} to={Date.parse(until)} />
      )}
    </div>
  )
}

function summaryOf(campaigns: number, inside: number, alone: string): string {
  const grouped = `${plural(campaigns, 'campaign')} with ${plural(inside, 'session')}`
  return alone === '' ? `${grouped}.` : `${grouped}; ${alone}.`
}

function Lanes({ lanes, from, to }: { lanes: readonly Lane[]; from: number; to: number }) {
  const most = Math.max(1, ...lanes.flatMap(({ hours }) => hours.map(({ sessions }) => sessions)))
  return (
    <div className="mt-1 grid gap-px">
      {lanes.map(({ key, campaign, hours }) => (
        <div key={key} className="grid grid-cols-[8.5rem_minmax(0,1fr)] items-center gap-2">
          <div className="flex items-center justify-end gap-1.5 text-xs">
            {campaign === null ? (
              <span className="text-soft">in no campaign</span>
            ) : (
              <>
                {campaign.state === 'closed' ? (
                  <span className="text-faint">closed</span>
                ) : (
                  <LevelWord level={campaign.threat_level} />
                )}
                <Link
                  href={`/campaigns/${campaign.campaign_id}`}
                  className="mono inline-flex min-h-6 items-center text-accent hover:underline"
                >
                  #{campaign.campaign_id}
                </Link>
              </>
            )}
          </div>
          <LaneBars hours={hours} from={from} to={to} most={most} muted={campaign === null} />
        </div>
      ))}
      <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-2 text-2xs text-faint">
        <span />
        <div className="mono flex justify-between">
          <span>{utcDateTime(new Date(from).toISOString()).slice(0, 16)}</span>
          <span>{utcDateTime(new Date(to).toISOString()).slice(0, 16)} UTC</span>
        </div>
      </div>
    </div>
  )
}

interface LaneBarsProps {
  hours: readonly HourCount[]
  from: number
  to: number
  most: number
  muted: boolean
}

function LaneBars({ hours, from, to, most, muted }: LaneBarsProps) {
  const span = Math.max(HOUR_MS, to - from)
  return (
    <svg
      viewBox="0 0 1000 24"
      preserveAspectRatio="none"
      className="h-6 w-full border-b border-line/60"
      aria-hidden="true"
    >
      {hours
        .filter(({ window_start }) => Date.parse(window_start) + HOUR_MS > from)
        .map(({ window_start, sessions }) => {
          const x = (Math.max(0, Date.parse(window_start) - from) / span) * 1000
          // A single session stays in sight beside thousands.
          const height = 4 + 19 * Math.sqrt(sessions / most)
          return (
            <rect
              key={window_start}
              x={x}
              y={24 - height}
              width={Math.max(2, (HOUR_MS / span) * 1000 - 1)}
              height={height}
              fill={muted ? 'none' : 'var(--accent)'}
              stroke={muted ? 'var(--line-strong)' : 'none'}
              vectorEffect="non-scaling-stroke"
            >
              <title>{`${utcDateTime(window_start)}: ${plural(sessions, 'session')}`}</title>
            </rect>
          )
        })}
    </svg>
  )
}

function HoursTable({ lanes }: { lanes: readonly Lane[] }) {
  const rows = lanes.flatMap(({ key, campaign, hours }) =>
    hours.map((hour) => ({ ...hour, key: `${key} ${hour.window_start}`, campaign })),
  )
  return (
    <SortableTable
      label="Campaigns by hour, as a table"
      className="mt-1 max-h-80"
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        {
          id: 'campaign',
          header: 'Campaign',
          sortBy: ({ campaign }) => campaign?.campaign_id ?? 0,
          cell: ({ campaign }) => (campaign === null ? 'in no campaign' : `#${campaign.campaign_id}`),
        },
        {
          id: 'hour',
          header: 'Hour, UTC',
          sortBy: ({ window_start }) => window_start,
          cell: ({ window_start }) => `${utcDate(window_start)} ${window_start.slice(11, 16)}`,
        },
        {
          id: 'sessions',
          header: 'Sessions',
          align: 'right',
          sortBy: ({ sessions }) => sessions,
          cell: ({ sessions }) => countWords(sessions),
        },
      ]}
    />
  )
}
