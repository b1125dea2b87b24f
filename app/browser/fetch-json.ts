import type { z } from 'zod'
import { Problem, problemOf } from './problem.ts'

/** `BASE_PATH` is known to the server only; the root layout writes it on the document element. */
function withBasePath(path: string): string {
  return `${document.documentElement.dataset['basePath'] ?? ''}${path}`
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(withBasePath(path), { credentials: 'same-origin', cache: 'no-store', ...init })
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause
    throw new Problem(
      0,
      'No answer',
      'The application did not answer. It may be restarting, or the network is away.',
      '',
    )
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function parsed<S extends z.ZodType>(response: Response, shape: S): Promise<z.output<S>> {
  const result = shape.safeParse(await response.json().catch(() => null))
  if (result.success) return result.data
  const where = result.error.issues[0]?.path.join('.') ?? ''
  const requestId = response.headers.get('x-request-id') ?? ''
  throw new Problem(
    response.status,
    'Unexpected answer',
    `The answer has another shape than agreed (at “${where}”).`,
    requestId,
  )
}

export async function getJson<S extends z.ZodType>(path: string, shape: S, signal?: AbortSignal): Promise<z.output<S>> {
  return parsed(await send(path, signal ? { signal } : {}), shape)
}

export async function postJson<S extends z.ZodType>(path: string, body: unknown, shape: S): Promise<z.output<S>> {
  const headers = { 'content-type': 'application/json' }
  return parsed(await send(path, { method: 'POST', headers, body: JSON.stringify(body) }), shape)
}

/** For calls whose success says it all. */
export async function sendOnly(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  await send(path, { method, ...content })
}
