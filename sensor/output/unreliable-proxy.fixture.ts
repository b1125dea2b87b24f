import { connect, createServer, type Socket } from 'node:net'

/** What happens to one request on its way: it passes, its answer is late, its answer is lost, or it is cut off itself. */
export type Mishap = 'none' | 'late' | 'answer_lost' | 'request_cut'

const LATE_MS = 300
const CUT_AFTER_BYTES = 40_000

/** A connection to the store that fails in the middle; `mishap` is asked once per connection. */
export async function startUnreliableProxy(storePort: number, mishap: () => Mishap) {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const fate = mishap()
    const store = connect(storePort, '127.0.0.1')
    const end = () => {
      client.destroy()
      store.destroy()
    }
    let asked = 0
    let answered: NodeJS.Timeout | undefined
    for (const socket of [client, store]) {
      sockets.add(socket)
      socket.on('error', end).on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (bytes) => {
      asked += bytes.length
      store.write(bytes)
      if (fate === 'request_cut' && asked > CUT_AFTER_BYTES) end()
    })
    store.on('data', (bytes) => {
      if (fate === 'answer_lost') end()
      else if (fate === 'late') setTimeout(() => client.write(bytes), LATE_MS)
      else client.write(bytes)
      // One request a connection, so that each has a fate of its own.
      answered ??= setTimeout(() => client.end(), LATE_MS + 50)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
