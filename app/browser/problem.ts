import { z } from 'zod'

/** RFC 9457 body as our API sends it; every member may be missing when a proxy answered in its place. */
const ProblemBody = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  request_id: z.string().optional(),
})

/** A request that did not succeed; `status` 0 means that no answer came at all. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly requestId: string

  constructor(status: number, title: string, detail: string, requestId: string) {
    super(detail)
    this.status = status
    this.title = title
    this.requestId = requestId
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = ProblemBody.safeParse(await response.json().catch(() => null))
  const { title, detail, request_id } = body.success ? body.data : {}
  return new Problem(
    response.status,
    title ?? `HTTP ${response.status}`,
    detail ?? 'The server gave no further reason.',
    request_id ?? response.headers.get('x-request-id') ?? '',
  )
}
