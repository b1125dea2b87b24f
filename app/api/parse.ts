import type { z } from 'zod'
import { NotFound } from '#db/model/errors.ts'

/** Body bytes that a route reads at most, unless it says otherwise. */
export const BODY_LIMIT = 64 * 1024

export interface Fault {
  /** `?name` in the query, a JSON pointer in the body. */
  pointer: string
  detail: string
}

/** What the caller sent cannot be read as what the route takes. */
export class Unreadable extends Error {
  readonly status: 400 | 413 | 415 | 422
  readonly faults: Fault[]
  constructor(status: 400 | 413 | 415 | 422, message: string, faults: Fault[] = []) {
    super(message)
    this.status = status
    this.faults = faults
  }
}

export function parseParams<S extends z.ZodObject>(schema: S, params: object): z.infer<S> {
  const parsed = schema.safeParse(params)
  if (!parsed.success) throw new NotFound(parsed.error.issues[0]?.message ?? 'There is nothing here.')
  return parsed.data
}

/** An unknown or repeated name is refused: a filter that is silently ignored would show the wrong rows. */
export function parseQuery<S extends z.ZodObject>(schema: S, url: URL): z.infer<S> {
  const given: Record<string, string> = {}
  const faults: Fault[] = []
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    if (!Object.hasOwn(schema.shape, name))
      faults.push({ pointer: `?${name}`, detail: `There is no parameter ${name}.` })
    else if (values.length > 1) faults.push({ pointer: `?${name}`, detail: `${name} is given ${values.length} times.` })
    else if (values[0] !== undefined) given[name] = values[0]
  }
  const parsed = schema.safeParse(given)
  if (parsed.success && faults.length === 0) return parsed.data
  for (const issue of parsed.error?.issues ?? []) {
    faults.push({ pointer: `?${issue.path.join('.')}`, detail: issue.message })
  }
  throw new Unreadable(400, faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '), faults)
}

export async function parseBody<S extends z.ZodObject>(
  schema: S,
  request: Request,
  bytes_max = BODY_LIMIT,
): Promise<z.infer<S>> {
  if (Object.keys(schema.shape).length === 0) return schema.parse({})
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new Unreadable(415, 'The body is JSON: send it with Content-Type: application/json.')
  }
  const parsed = schema.strict().safeParse(jsonOf(await readLimited(request, bytes_max)))
  if (parsed.success) return schema.parse(parsed.data)
  const faults = parsed.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message }))
  throw new Unreadable(422, faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '), faults)
}

async function readLimited(request: Request, bytes_max: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > bytes_max) throw new Unreadable(413, `A body has at most ${bytes_max} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable(400, 'The body is not JSON.')
  }
}
