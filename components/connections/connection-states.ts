import type { ConnectionState } from '#db/model/connection.ts'

/** What each state is called, shown with, and means; from the one to look at first to the ordinary one. */
export const STATE_WORDS = [
  {
    state: 'slowloris',
    word: 'Slowloris',
    letter: 'L',
    color: 'var(--hostile)',
    says: 'connected, and seconds later no complete request: it holds one of the server’s places',
  },
  {
    state: 'scan',
    word: 'Scan',
    letter: 'S',
    color: 'var(--bot)',
    says: 'connected and closed without a byte: a port scan, or a load balancer’s check',
  },
  {
    state: 'half_open',
    word: 'Half-open',
    letter: 'H',
    color: 'var(--medium)',
    says: 'a SYN, and never the end of the handshake: a flood, a scan, or an answer that got lost',
  },
  {
    state: 'tls_only',
    word: 'TLS only',
    letter: 'T',
    color: 'var(--low)',
    says: 'a ClientHello, and closed without a request: a reader of certificates, a browser’s spare connection, or TLS that is not decrypted (see Health)',
  },
  {
    state: 'not_http',
    word: 'Not HTTP',
    letter: 'N',
    color: 'var(--unsure)',
    says: 'bytes that are neither TLS nor HTTP',
  },
  {
    state: 'upgraded',
    word: 'Upgraded',
    letter: 'U',
    color: 'var(--good)',
    says: 'went over to another protocol, such as WebSocket: its bytes are counted and not read',
  },
  {
    state: 'requests',
    word: 'Requests',
    letter: 'R',
    color: 'var(--line-strong)',
    says: 'ordinary: what it asked for stands in the sessions',
  },
] as const satisfies readonly { state: ConnectionState; word: string; letter: string; color: string; says: string }[]

export function stateWords(state: ConnectionState) {
  return STATE_WORDS.find((each) => each.state === state) ?? STATE_WORDS[6]
}
