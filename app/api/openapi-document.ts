import type { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { Problem } from '#db/model/problem.ts'
import { config } from '../config.ts'
import type { RouteDefinition, RouteHandler } from './handler.ts'
import * as rules_pass from './cron/rules/route.ts'
import * as score from './cron/score/route.ts'
import * as train from './cron/train/route.ts'
import * as browser_profiles from './v1/browser-profiles/route.ts'
import * as browsers from './v1/browsers/route.ts'
import * as challenges from './v1/challenges/route.ts'
import * as campaign_members from './v1/campaigns/[campaign_id]/members/route.ts'
import * as campaign from './v1/campaigns/[campaign_id]/route.ts'
import * as campaigns from './v1/campaigns/route.ts'
import * as connections from './v1/connections/route.ts'
import * as connection_summary from './v1/connections/summary/route.ts'
import * as drift from './v1/drift/route.ts'
import * as fleet from './v1/fleets/[fleet_id]/route.ts'
import * as fleets from './v1/fleets/route.ts'
import * as health from './v1/health/route.ts'
import * as login from './v1/login/route.ts'
import * as logout from './v1/logout/route.ts'
import * as me from './v1/me/route.ts'
import * as promotion from './v1/models/[model_version]/promotion/route.ts'
import * as model from './v1/models/[model_version]/route.ts'
import * as models from './v1/models/route.ts'
import * as rules from './v1/rules/route.ts'
import * as score_histogram from './v1/scores/histogram/route.ts'
import * as scores from './v1/scores/route.ts'
import * as voices from './v1/scores/voices/route.ts'
import * as session_coherence from './v1/sessions/[session_id]/coherence/route.ts'
import * as session_reasons from './v1/sessions/[session_id]/reasons/route.ts'
import * as scans from './v1/scans/route.ts'
import * as session_groups from './v1/sessions/[session_id]/groups/route.ts'
import * as session_requests from './v1/sessions/[session_id]/requests/route.ts'
import * as session from './v1/sessions/[session_id]/route.ts'
import * as rule_hits from './v1/sessions/[session_id]/rule-hits/route.ts'
import * as histogram from './v1/sessions/histogram/route.ts'
import * as sessions from './v1/sessions/route.ts'
import * as setup from './v1/setup/route.ts'
import * as verdict from './v1/verdicts/[verdict_id]/route.ts'
import * as verdicts from './v1/verdicts/route.ts'

const METHODS = ['GET', 'POST', 'DELETE'] as const
type Routes = Record<string, Partial<Record<(typeof METHODS)[number], RouteHandler>>>

/** Every route but the one that serves this document, which adds itself. */
const ROUTES: Routes = {
  '/api/cron/rules': rules_pass,
  '/api/cron/score': score,
  '/api/cron/train': train,
  '/api/v1/browser-profiles': browser_profiles,
  '/api/v1/browsers': browsers,
  '/api/v1/challenges': challenges,
  '/api/v1/campaigns': campaigns,
  '/api/v1/campaigns/{campaign_id}': campaign,
  '/api/v1/campaigns/{campaign_id}/members': campaign_members,
  '/api/v1/connections': connections,
  '/api/v1/connections/summary': connection_summary,
  '/api/v1/drift': drift,
  '/api/v1/fleets': fleets,
  '/api/v1/fleets/{fleet_id}': fleet,
  '/api/v1/health': health,
  '/api/v1/login': login,
  '/api/v1/logout': logout,
  '/api/v1/me': me,
  '/api/v1/models': models,
  '/api/v1/models/{model_version}': model,
  '/api/v1/models/{model_version}/promotion': promotion,
  '/api/v1/rules': rules,
  '/api/v1/scores': scores,
  '/api/v1/scores/histogram': score_histogram,
  '/api/v1/scores/voices': voices,
  '/api/v1/scans': scans,
  '/api/v1/sessions': sessions,
  '/api/v1/sessions/histogram': histogram,
  '/api/v1/sessions/{session_id}': session,
  '/api/v1/sessions/{session_id}/coherence': session_coherence,
  '/api/v1/sessions/{session_id}/reasons': session_reasons,
  '/api/v1/sessions/{session_id}/groups': session_groups,
  '/api/v1/sessions/{session_id}/requests': session_requests,
  '/api/v1/sessions/{session_id}/rule-hits': rule_hits,
  '/api/v1/setup': setup,
  '/api/v1/verdicts': verdicts,
  '/api/v1/verdicts/{verdict_id}': verdict,
}

export function openApiDocument(own: Routes) {
  const paths: ZodOpenApiPathsObject = {}
  for (const [path, methods] of Object.entries({ ...ROUTES, ...own })) {
    const operations: Record<string, ZodOpenApiOperationObject> = {}
    for (const method of METHODS) {
      const handler = methods[method]
      if (handler !== undefined) operations[method.toLowerCase()] = operationOf(handler.definition)
    }
    paths[path] = operations
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Vigie',
      version: '1',
      description:
        'What the application itself uses. Errors are application/problem+json (RFC 9457) with a request_id.',
    },
    servers: [{ url: `${config.public_origin}${config.base_path}` }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'vg_live_<id>_<secret>' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'vigie' },
        secret: { type: 'http', scheme: 'bearer', description: 'A secret of the state directory' },
      },
    },
  })
}

function operationOf({
  summary,
  access,
  params,
  query,
  body,
  answer,
  has_etag,
}: RouteDefinition): ZodOpenApiOperationObject {
  const has = (schema: z.ZodObject) => Object.keys(schema.shape).length > 0
  const content =
    answer.schema.type === 'undefined' ? {} : { content: { 'application/json': { schema: answer.schema } } }
  return {
    summary,
    description: accessInWords(access),
    security: securityOf(access),
    requestParams: { ...(has(params) ? { path: params } : {}), ...(has(query) ? { query } : {}) },
    ...(has(body) ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [`${answer.status}`]: { description: answer.description, ...content },
      ...(has_etag === true ? { '304': { description: 'If-None-Match names what is there' } } : {}),
      default: { description: 'Refused or failed', content: { 'application/problem+json': { schema: Problem } } },
    },
  }
}

function accessInWords(access: RouteDefinition['access']): string {
  if (typeof access === 'object') return `Opened by the secret \`${access.secret}\`.`
  if (access === 'anyone') return 'Open to anyone.'
  return access === 'somebody' ? 'Needs a login.' : `Needs the permission \`${access}\`.`
}

function securityOf(access: RouteDefinition['access']): Record<string, string[]>[] {
  if (typeof access === 'object') return [{ secret: [] }]
  return access === 'anyone' ? [] : [{ token: [] }, { cookie: [] }]
}
