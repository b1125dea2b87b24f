import { createServer } from 'node:http'

/** Takes what the sensor sends to its store, and costs the machine next to nothing meanwhile. */
interface RowSink {
  url: string
  /** Rows of requests to a path, so far. */
  rows: (path: string) => number
  stop: () => Promise<void>
}

export async function startRowSink(): Promise<RowSink> {
  const batches: Buffer[][] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    if (request.url?.includes('http_logs') === true) batches.push(chunks)
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the sink has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    rows: (path) => batches.reduce((sum, chunks) => sum + countRows(Buffer.concat(chunks), path), 0),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Rows of requests to a path, as RowBinary writes it, with the empty query behind it. */
export function countRows(batch: Buffer, path: string): number {
  const wanted = Buffer.from([path.length, ...Buffer.from(path), 0])
  let count = 0
  for (let at = batch.indexOf(wanted); at >= 0; at = batch.indexOf(wanted, at + 1)) count += 1
  return count
}
