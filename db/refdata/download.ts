import { createHash } from 'node:crypto'
import { lookup } from 'node:dns'
import { createWriteStream } from 'node:fs'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ListDefinition } from './list-definition.ts'
import { Refusal } from './refusal.ts'
import { isPublicAddress } from './reserved-blocks.ts'

const MOST_REDIRECTS = 5
const SILENCE_MS = 20_000

type Limits = Pick<ListDefinition, 'max_bytes' | 'timeout_s' | 'allow_http' | 'allow_private'>

/** What the server said of the version that we have. */
export interface Validators {
  etag: string
  last_modified: string
}

export type Downloaded = { state: 'unchanged' } | ({ state: 'changed'; bytes: number; sha256: string } & Validators)

/** Fetches a list into a file; `unchanged` when the server says so of `known`. */
export async function download(
  url: string,
  {
    into,
    known,
    limits,
    onBytes,
  }: { into: string; known: Validators; limits: Limits; onBytes?: (bytes: number) => void },
): Promise<Downloaded> {
  const deadline = AbortSignal.timeout(limits.timeout_s * 1000)
  try {
    const response = await follow(new URL(url), known, limits, deadline)
    if (response.statusCode === 304) {
      response.resume()
      return { state: 'unchanged' }
    }
    return await keep(response, { into, limits, deadline, onBytes: onBytes ?? (() => undefined) })
  } catch (error) {
    if (deadline.aborted) throw new Refusal(`it did not come within ${limits.timeout_s} s`, { cause: error })
    if (error instanceof Refusal) throw error
    throw new Refusal(`it could not be fetched: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
}

/** Redirects lead to https only, and never into a private network. */
async function follow(url: URL, known: Validators, limits: Limits, signal: AbortSignal): Promise<IncomingMessage> {
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await ask(url, known, limits, signal)
    const status = response.statusCode ?? 0
    if (status === 200 || status === 304) return response
    response.destroy()
    const to = response.headers.location
    if (status < 300 || status >= 400 || to === undefined) throw new Refusal(`the server answered ${status}`)
    url = new URL(to, url)
  }
  throw new Refusal(`more than ${MOST_REDIRECTS} redirects`)
}

function ask(url: URL, known: Validators, limits: Limits, signal: AbortSignal): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:'
  if (!secure && !(limits.allow_http && url.protocol === 'http:')) throw new Refusal(`${url.protocol}// is not allowed`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !limits.allow_private) refusePrivate(host)
  const options: RequestOptions = {
    signal,
    headers: {
      'user-agent': 'Vigie reference data',
      'accept-encoding': 'identity',
      ...(known.etag !== '' && { 'if-none-match': known.etag }),
      ...(known.last_modified !== '' && { 'if-modified-since': known.last_modified }),
    },
    lookup: limits.allow_private ? lookup : publicLookup,
    agent: false,
    timeout: SILENCE_MS,
  }
  return new Promise((resolve, reject) => {
    const asked = (secure ? requestHttps : requestHttp)(url, options, resolve)
    asked.on('timeout', () => asked.destroy(new Refusal(`the server said nothing for ${SILENCE_MS / 1000} s`)))
    asked.on('error', reject)
    asked.end()
  })
}

/** The address that was looked at is the one that is connected to: a name cannot change its meaning in between. */
const publicLookup: NonNullable<RequestOptions['lookup']> = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      answer(error, [])
      return
    }
    const hidden = addresses.find(({ address }) => !isPublicAddress(address))
    const [first] = addresses
    if (hidden || !first)
      answer(new Refusal(`${hostname} leads to ${hidden?.address ?? 'nowhere'}, which is not public`), [])
    else if (options.all) answer(null, addresses)
    else answer(null, first.address, first.family)
  })
}

function refusePrivate(address: string): void {
  if (!isPublicAddress(address)) throw new Refusal(`${address} is not a public address`)
}

async function keep(
  response: IncomingMessage,
  {
    into,
    limits,
    deadline,
    onBytes,
  }: { into: string; limits: Limits; deadline: AbortSignal; onBytes: (bytes: number) => void },
): Promise<Downloaded> {
  const {
    'content-length': promised,
    'content-encoding': encoding,
    etag = '',
    'last-modified': last_modified = '',
  } = response.headers
  if (encoding !== undefined && encoding !== 'identity')
    throw new Refusal(`it came encoded as ${encoding.slice(0, 20)}`)
  if (promised !== undefined && Number(promised) > limits.max_bytes)
    throw new Refusal(`it has ${promised} bytes, more than ${limits.max_bytes}`)
  const hash = createHash('sha256')
  let bytes = 0
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      onBytes(chunk.length)
      done(bytes > limits.max_bytes ? new Refusal(`it has more than ${limits.max_bytes} bytes`) : null, chunk)
    },
  })
  await pipeline(response, watch, createWriteStream(into, { mode: 0o600 }), { signal: deadline })
  if (promised !== undefined && Number(promised) !== bytes)
    throw new Refusal(`it was cut short: ${bytes} of ${promised} bytes came`)
  if (bytes === 0) throw new Refusal('it is empty')
  return {
    state: 'changed',
    bytes,
    sha256: hash.digest('hex'),
    etag: etag.slice(0, 300),
    last_modified: last_modified.slice(0, 100),
  }
}
