import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A publisher of one list on loopback that answers as it is told. */
export interface ListServer {
  url: string
  /** What every request gets from now on. */
  answer: (how: Answer) => void
  requests: IncomingMessage[]
  close: () => Promise<void>
}

export async function startListServer(): Promise<ListServer> {
  let how: Answer = (response) => response.writeHead(404).end()
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    how(response, request)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/list`,
    answer: (next) => {
      how = next
    },
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const body =
  (content: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(200, { 'content-length': String(Buffer.byteLength(content)), ...headers }).end(content)
  }
