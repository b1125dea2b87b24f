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

/** Denied, absent or failed, each in its own words; with the request's id and, where it can help, another try. */
export function Failure({ what, failure, onRetry }: { what: string; failure: FailureFacts; onRetry: () => void }) {
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
  return (
    <Notice
      icon="warning"
      tone="bad"
      title={`${what.charAt(0).toUpperCase()}${what.slice(1)} could not be loaded`}
      role="alert"
      actions={
        <Button onClick={onRetry}>
          <Icon name="retry" size={14} />
          Try again
        </Button>
      }
    >
      <p>
        {failure.title}. {failure.message}
      </p>
      {requestId}
    </Notice>
  )
}
