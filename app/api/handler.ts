import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Scope } from '#db/model/access.ts'
import { Unauthenticated } from '#db/model/errors.ts'
import { permit } from '#db/prisma/actor.ts'
import { sha256 } from '#db/prisma/sha256.ts'
import { refuseCrossSite } from '../auth/refuse-cross-site.ts'
import { config } from '../config.ts'
import { identify, type Caller } from './identify.ts'
import { parseBody, parseParams, parseQuery } from './parse.ts'
import { rateLimit } from './rate-limit.ts'
import { respondJson, respondProblem } from './respond.ts'

/** Takes nothing. */
export const nothing = z.object({})

/** A permission; or whoever is logged in; or anyone; or the holder of a secret of the state directory. */
type Access = Scope | 'anyone' | 'somebody' | { secret: string }

export interface RouteDefinition<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
  R extends z.ZodType = z.ZodType,
> {
  summary: string
  access: Access
  params: P
  query: Q
  body: B
  /** Of the body; 64 KB unless told. */
  body_bytes_max?: number
  /** `undefined` as the schema: an answer without a body. */
  answer: { status: number; description: string; schema: R }
  /** A single object: carries an ETag, and If-None-Match is honoured. */
  has_etag?: true
}

export interface Input<P, Q, B> {
  params: P
  query: Q
  body: B
  caller: Caller
  request: Request
  url: URL
}

export interface Output<R> {
  body: R
  headers?: Record<string, string>
}

/**
 * A Next.js route handler that carries its own description, from which the OpenAPI document is made.
 * Next passes no params at all where the path has none.
 */
export interface RouteHandler {
  (request: Request, context: { params: Promise<object | undefined> }): Promise<Response>
  definition: RouteDefinition
}

/** Every route goes this way: permit, parse, run, respond. */
export function defineRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, R extends z.ZodType>(
  definition: RouteDefinition<P, Q, B, R>,
  run: (input: Input<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<Output<z.infer<R>>>,
): RouteHandler {
  async function handle(request: Request, context: { params: Promise<object | undefined> }): Promise<Response> {
    const headers: Record<string, string> = { 'X-Request-Id': randomUUID() }
    try {
      const caller = await permitCaller(definition.access, request, headers)
      const url = new URL(request.url)
      const params = parseParams(definition.params, (await context.params) ?? {})
      const query = parseQuery(definition.query, url)
      const body = await parseBody(definition.body, request, definition.body_bytes_max)
      const output = await run({ params, query, body, caller, request, url })
      Object.assign(headers, output.headers)
      if (definition.has_etag === true) return respondTagged(request, definition.answer.status, output.body, headers)
      return respondJson(definition.answer.status, output.body, headers)
    } catch (error) {
      return respondProblem(error, request, headers)
    }
  }
  return Object.assign(handle, { definition })
}

async function permitCaller(access: Access, request: Request, headers: Record<string, string>): Promise<Caller> {
  const caller = await identify(
    request,
    headers['X-Request-Id'] ?? '',
    typeof access === 'object' ? access.secret : null,
  )
  const { actor, kind } = caller
  await rateLimit(
    actor.token_id ?? (kind === 'user' ? `user/${actor.name}` : `${kind}/${actor.client_address}`),
    headers,
  )
  if (kind === 'user' || kind === 'nobody') refuseCrossSite(request, config.accepted_origins, kind === 'user')
  if (access === 'anyone' || typeof access === 'object') return caller
  if (kind === 'nobody') throw new Unauthenticated('Log in, or send a token: Authorization: Bearer vg_live_…')
  if (access !== 'somebody') permit(actor, access)
  return caller
}

function respondTagged(request: Request, status: number, body: unknown, headers: Record<string, string>): Response {
  const etag = `"${sha256(JSON.stringify(body)).slice(0, 32)}"`
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return respondJson(304, undefined, { ...headers, ETag: etag })
  return respondJson(status, body, { ...headers, ETag: etag })
}
