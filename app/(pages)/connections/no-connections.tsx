'use client'

import Link from 'next/link'
import { stateWords } from '#components/connections/connection-states.ts'
import { Button } from '#components/controls/button.tsx'
import { Notice } from '#components/states/notice.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { rangeWords } from '#components/text/time-range.ts'
import type { ConnectionQuestion } from '../../browser/connection-question.ts'
import { useHealth } from '../../browser/health-query.ts'

interface NoConnectionsProps {
  question: ConnectionQuestion
  change: (change: Partial<ConnectionQuestion>) => void
}

/** Nothing of the kind asked for, nothing unusual, and nobody watching are three different things. */
export function NoConnections({ question, change }: NoConnectionsProps) {
  const health = useHealth().data
  const { range, state, src_ip } = question
  const watched = health?.sensors.some(({ hooks }) => hooks.some((hook) => hook.state === 'attached')) ?? false
  const filtered = state !== '' || src_ip !== ''
  return (
    <Notice
      icon={filtered ? 'search' : 'eye'}
      title={filtered ? 'No connection matches' : 'No connection stood out'}
      actions={
        <>
          {state !== '' && <Button onClick={() => change({ state: '' })}>Without this state</Button>}
          {src_ip !== '' && <Button onClick={() => change({ src_ip: '' })}>Without this address</Button>}
          <Button onClick={() => change({ range: { kind: 'preset', range: '30d' } })}>Last 30 days</Button>
          <Link
            href="/health"
            className="inline-flex h-8 items-center rounded-md border border-line-strong/60 px-2.5 hover:bg-hover"
          >
            Open Health
          </Link>
        </>
      }
    >
      <p>
        Asked: {rangeWords(range)}
        {state !== '' && `, ${stateWords(state).word.toLowerCase()}`}
        {src_ip !== '' && (
          <>
            , address <HostileText text={src_ip} most={60} />
          </>
        )}
        .
      </p>
      {health !== undefined && !watched ? (
        <p>This says little: no sensor reports that it listens. Health tells more.</p>
      ) : (
        <p>
          A connection with requests has no row here; its requests are in the sessions. With the sensor’s setting{' '}
          <code>connection_rows: none</code> there are no rows at all.
        </p>
      )}
    </Notice>
  )
}
