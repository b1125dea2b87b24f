import type { SentRequest } from './client/sent-request.ts'
import { addressOf, type BrowserVisit } from './client/visit.ts'
import type { LoggedRequest } from './server/access-log.ts'

/** What a browser requested, which it cannot tell itself: the server's lines that came from its address. */
export function browsedRequests(visit: BrowserVisit, log: readonly LoggedRequest[]): SentRequest[] {
  const src_ip = addressOf(visit.machine, visit.family)
  return log
    .filter((line) => line.src_ip === src_ip && line.user_agent.includes('Chrome/'))
    .map(({ src_port, dst_ip, dst_port, http_version, method, host, target, status_code, scheme }) => ({
      ...{ visit_id: visit.visit_id, client: visit.client, server: visit.server, scheme, src_ip, src_port },
      ...{ dst_ip, dst_port, http_version, method, host, target, headers: null, status_code },
    }))
}
