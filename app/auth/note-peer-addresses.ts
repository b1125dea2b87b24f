import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { PEER_HEADER } from './client-address.ts'

/**
 * Puts each request's socket peer where handlers can read it: they never see the socket, and X-Forwarded-For alone
 * cannot be told from a client's invention. Node publishes this before the request reaches any code of ours.
 */
export function notePeerAddresses() {
  subscribe('http.server.request.start', (message) => {
    const request = incomingRequestOf(message)
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? ''
    // A header that only the framework's own sub-requests may carry.
    delete request.headers['x-middleware-subrequest']
  })
}

/** Node documents the message of `http.server.request.start` as `{ request, response, socket, server }`. */
function incomingRequestOf(message: unknown): IncomingMessage {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the comment above is the guarantee
  return (message as { request: IncomingMessage }).request
}
