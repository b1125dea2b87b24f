/** A part of a page that could not be loaded, while the rest stays usable. */
export function PartFailure({ what, message, onRetry }: { what: string; message: string; onRetry: () => void }) {
  return (
    <p role="alert" className="px-3 py-2 text-bad">
      {what} could not be loaded: {message}{' '}
      <button type="button" className="underline" onClick={onRetry}>
        Try again
      </button>
    </p>
  )
}
