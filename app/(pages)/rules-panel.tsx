'use client'

import { Panel } from '#components/frame/panel.tsx'
import { RulesTable, rulesSentence } from '#components/rules/rules-table.tsx'
import { Failure } from '#components/states/failure.tsx'
import { Banner } from '#components/states/notice.tsx'
import { Skeleton } from '#components/states/skeleton.tsx'
import { utcTime } from '#components/text/utc.ts'
import { failureOf } from '../browser/failure-of.ts'
import { useRules } from '../browser/rules-query.ts'

/** What rules that need no model found in the last hour; they look each 15 seconds. */
export function RulesPanel() {
  const { data, isPending, isError, error, refetch } = useRules()
  return (
    <Panel
      title="What the rules saw"
      hint="found in the last hour, also in older traffic that came late; rules need no model and look each 15 seconds"
    >
      {isPending ? (
        <Skeleton rows={3} label="Loading what the rules saw" />
      ) : data === undefined ? (
        <Failure what="what the rules saw" failure={failureOf(error)} onRetry={() => void refetch()} />
      ) : (
        <>
          {isError && <Banner>No answer since {utcTime(data.until)} UTC: what follows is old.</Banner>}
          <p className="px-3.5 py-2">{rulesSentence(data.data)}</p>
          {data.data.length > 0 && <RulesTable rules={data.data} now={data.until} />}
        </>
      )}
    </Panel>
  )
}
