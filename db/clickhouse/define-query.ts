import { z } from 'zod'
import { Invalid } from '../model/errors.ts'
import { clickhouseFor, type Role } from './client.ts'
import { failureOf } from './failure.ts'

export interface CallOptions {
  signal?: AbortSignal
}

interface Definition<P extends z.ZodObject, R extends z.ZodObject> {
  name: string
  params: P
  row: R
  sql: string
  role?: Exclude<Role, 'migrator'>
}

/** A query as the contract test sees it. */
export interface RegisteredQuery {
  name: string
  params: z.ZodObject
  row: z.ZodObject
  sql: string
}

const registered: RegisteredQuery[] = []
export const registeredQueries: readonly RegisteredQuery[] = registered

export function registerQuery(query: RegisteredQuery): void {
  registered.push(query)
}

/**
 * One constant SQL text with its parameters and rows as zod shapes. Optional parameters are bound as NULL,
 * so the text says `({x: Nullable(T)} IS NULL OR …)` and folds away when unset.
 */
export function defineQuery<P extends z.ZodObject, R extends z.ZodObject>(definition: Definition<P, R>) {
  const { name, params, row, sql, role = 'reader' } = definition
  registerQuery({ name, params, row, sql })
  const rowsOf = z.array(row)
  return async (asked: z.input<P>, { signal }: CallOptions = {}): Promise<z.output<R>[]> => {
    const query_params = boundParams(params, asked)
    try {
      signal?.throwIfAborted()
      const answer = await clickhouseFor(role).query({
        query: sql,
        query_params,
        format: 'JSONEachRow',
        ...(signal && { abort_signal: signal }),
      })
      return rowsOf.parse(await answer.json())
    } catch (error) {
      throw failureOf(error, name)
    }
  }
}

/** Every declared parameter by name, unset ones as null. */
export function boundParams(params: z.ZodObject, asked: unknown): Record<string, unknown> {
  const unset = Object.fromEntries(Object.keys(params.shape).map((key) => [key, null]))
  const parsed = params.safeParse(asked)
  if (!parsed.success) throw new Invalid(z.prettifyError(parsed.error))
  return { ...unset, ...parsed.data }
}
