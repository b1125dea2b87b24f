import { startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

const SPLIT_SERVER = `
import queue, socket, ssl, sys, threading
plain_port, tls_port, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')

def serve_tls(read, written):
    came, going, is_done = ssl.MemoryBIO(), ssl.MemoryBIO(), False
    tls = context.wrap_bio(came, going, server_side=True)
    while (piece := read.get()) is not None:
        came.write(piece)
        try:
            if not is_done: tls.do_handshake(); is_done = True
            if b'\\r\\n\\r\\n' in tls.read(65536): tls.write(b'HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok')
        except ssl.SSLWantReadError: pass
        except ssl.SSLError: pass
        written.put(going.read())

def serve(connection):
    read, written = queue.Queue(), queue.Queue()
    threading.Thread(target=serve_tls, args=(read, written), daemon=True).start()
    while piece := connection.recv(65536):
        read.put(piece)
        connection.sendall(written.get())
    read.put(None); connection.close()

plain = socket.create_server(('::', plain_port), family=socket.AF_INET6, dualstack_ipv6=True)
tls = socket.create_server(('::', tls_port), family=socket.AF_INET6, dualstack_ipv6=True)
while True: threading.Thread(target=serve, args=(tls.accept()[0],), daemon=True).start()
`

/** One thread reads the socket, another one runs OpenSSL from memory. */
export function startSplitPython(): Promise<TestServer> {
  return startServer('python-split', (folder, plainPort, tlsPort) => {
    return ['python3', '-c', SPLIT_SERVER, String(plainPort), String(tlsPort), folder]
  })
}
