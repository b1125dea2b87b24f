import { z } from 'zod'
import { defineRoute, nothing, type RouteHandler } from '../../handler.ts'
import { openApiDocument } from '../../openapi-document.ts'

let document: ReturnType<typeof openApiDocument> | undefined

export const GET: RouteHandler = defineRoute(
  {
    summary: 'This document: OpenAPI 3.1, made from the schemas that check each request',
    access: 'anyone',
    params: nothing,
    query: nothing,
    body: nothing,
    answer: { status: 200, description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) },
  },
  () => Promise.resolve({ body: { ...(document ??= openApiDocument({ '/api/v1/openapi.json': { GET } })) } }),
)
