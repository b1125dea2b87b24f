import { Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated, Unavailable } from '#db/model/errors.ts'
import type { Problem } from '#db/model/problem.ts'
import { Unreadable } from './parse.ts'

/** The one table from a refusal's class to what HTTP calls it. */
const REFUSALS = [
  [NotFound, 404, 'Not found'],
  [Unauthenticated, 401, 'Who are you?'],
  [Forbidden, 403, 'Not allowed'],
  [Conflict, 409, 'Conflict'],
  [Invalid, 422, 'Not valid'],
  [TooMany, 429, 'Too many requests'],
  [Unavailable, 503, 'Not available now'],
] as const
const UNREADABLE_TITLES = { 400: 'Bad request', 413: 'Too large', 415: 'Wrong media type', 422: 'Not valid' }

/** Data is never kept by anyone in between, and never a page. */
const ALWAYS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
}

export function respondJson(status: number, body: unknown, headers: Readonly<Record<string, string>>): Response {
  if (body === undefined) return new Response(null, { status, headers: { ...ALWAYS, ...headers } })
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...ALWAYS, ...headers },
  })
}

export function respondProblem(error: unknown, request: Request, headers: Readonly<Record<string, string>>): Response {
  const request_id = headers['X-Request-Id'] ?? ''
  const { status, title, detail } = refusalOf(error)
  if (status >= 500) logFailure(error, request, request_id)
  const problem: Problem = {
    type: 'about:blank',
    title,
    status,
    detail,
    instance: new URL(request.url).pathname,
    request_id,
    ...(error instanceof Unreadable && error.faults.length > 0 ? { errors: error.faults } : {}),
  }
  return respondJson(status, problem, {
    ...headers,
    'Content-Type': 'application/problem+json',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...(error instanceof TooMany ? { 'Retry-After': String(error.retry_after_s) } : {}),
    ...(status === 503 ? { 'Retry-After': '5' } : {}),
  })
}

function refusalOf(error: unknown): { status: number; title: string; detail: string } {
  if (error instanceof Unreadable)
    return { status: error.status, title: UNREADABLE_TITLES[error.status], detail: error.message }
  for (const [Refusal, status, title] of REFUSALS) {
    if (error instanceof Refusal) return { status, title, detail: detailOf(error, status) }
  }
  return {
    status: 500,
    title: 'Our failure',
    detail: 'Something went wrong here; the server log tells what, under this request_id.',
  }
}

/** A refusal that another system caused quotes that system: its words stay in the log. */
function detailOf(error: Error, status: number): string {
  if (error.cause === undefined) return error.message
  return status === 503
    ? 'A database does not answer or is overloaded; the Health page says which.'
    : 'A value cannot be searched for.'
}

function logFailure(error: unknown, request: Request, request_id: string) {
  const { method, url } = request
  const cause =
    error instanceof Error
      ? { message: error.message, stack: error.stack, cause: String(error.cause) }
      : { message: String(error) }
  console.error(
    JSON.stringify({ at: new Date().toISOString(), request_id, method, path: new URL(url).pathname, ...cause }),
  )
}
