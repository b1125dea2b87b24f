import Link from 'next/link'
import { useState } from 'react'
import { Button } from '#components/controls/button.tsx'
import { CopyButton } from '#components/text/copy-button.tsx'
import { Icon } from '#components/controls/icon.tsx'
import { Notice } from './notice.tsx'

/** What a failed request tells the reader; the shape that every API problem has. */
export interface FailureFacts {
  /** HTTP status; 0 when no answer came. */
  status: number
  title: string
  message: string
  requestId: string
}

const DENIED = new Set([401, 403])

interface FailureProps {
  /** `the sessions`, `this campaign`: in the middle of a sentence. */
  what: string
  failure: FailureFacts
  /** What it returns is waited for, if it is a promise. */
  onRetry: () => unknown
}

const asSentence = (words: string) => {
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** Another try, and that it runs. */
function Again({ onRetry }: Pick<FailureProps, 'onRetry'>) {
  const [trying, setTrying] = useState(false)
  const again = async () => {
    setTrying(true)
    await onRetry()
    setTrying(false)
  }
  return (
    <Button onClick={() => void again()} disabled={trying}>
      <Icon name="retry" size={14} />
      {trying ? 'Trying again…' : 'Try again'}
    </Button>
  )
}

/** Denied, absent, not to be understood or failed, each in its own words; with the request's id and, where it can help, another try. */
export function Failure({ what, failure, onRetry }: FailureProps) {
  const What = `${what.charAt(0).toUpperCase()}${what.slice(1)}`
  const requestId = failure.requestId && (
    <p className="inline-flex items-center justify-center gap-1 text-xs text-faint">
      Request <code>{failure.requestId}</code>
      <CopyButton text={failure.requestId} what="request id" />
    </p>
  )
  if (DENIED.has(failure.status))
    return (
      <Notice icon="lock" tone="warn" title={`You may not see ${what}`} role="alert">
        <p>{failure.message}</p>
        <p>An administrator can grant it to your account.</p>
        {requestId}
      </Notice>
    )
  if (failure.status === 404)
    return (
      <Notice icon="search" title={`${What} was not found`} role="alert">
        <p>{asSentence(failure.message)}</p>
      </Notice>
    )
  if (failure.status === 400)
    return (
      <Notice icon="warning" tone="warn" title="This question cannot be answered" role="alert">
        <p>A filter or the address of this page has a value that cannot be: {failure.message}</p>
      </Notice>
    )
  return (
    <Notice
      icon="warning"
      tone="bad"
      title={`${What} could not be loaded`}
      role="alert"
      actions={
        <>
          <Again onRetry={onRetry} />
          {failure.status === 503 && (
            <Link
              href="/health"
              className="inline-flex h-8 items-center rounded-md border border-line-strong/60 px-2.5 hover:bg-hover"
            >
              Open Health
            </Link>
          )}
        </>
      }
    >
      <p>
        {failure.title}. {failure.message}
      </p>
      {requestId}
    </Notice>
  )
}
