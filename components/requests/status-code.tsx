const WORDS: Record<number, string> = {
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/** 0 means that the answer was not seen, which is not a status. */
export function StatusCode({ status_code }: { status_code: number }) {
  if (status_code === 0)
    return (
      <span className="text-faint" title="The answer was not seen">
        —
      </span>
    )
  const look =
    status_code >= 500
      ? 'text-bad font-medium'
      : status_code >= 400
        ? 'text-warn font-medium'
        : status_code >= 300
          ? 'text-soft'
          : ''
  return (
    <span className={`mono ${look}`} title={WORDS[status_code]}>
      {status_code}
    </span>
  )
}
