import { startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

const PYTHON_SERVER = `
import asyncio, http.server, socket, ssl, sys, threading
plain_port, tls_port, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        size = -1 if self.headers.get('transfer-encoding') == 'chunked' else 0
        while size:
            size = int(self.rfile.readline().split(b';')[0], 16); self.rfile.read(size + 2)
        self.rfile.read(int(self.headers.get('content-length', 0)))
        self.send_response(200); self.send_header('content-length', '2'); self.end_headers(); self.wfile.write(b'ok')
    do_POST = do_GET
    def log_message(self, *_): pass

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6

class TlsServer(Server):
    def process_request_thread(self, request, client_address):
        try: super().process_request_thread(context.wrap_socket(request, server_side=True), client_address)
        except OSError: request.close()

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
threads = TlsServer(('::', tls_port), Handler) if sys.argv[4] == 'threads' else Server(('::', plain_port), Handler)
threading.Thread(target=threads.serve_forever, daemon=True).start()

async def answer(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b'\\r\\n\\r\\n')
            lines = head.decode('latin1').lower().split('\\r\\n')
            length = [int(line.split(':')[1]) for line in lines if line.startswith('content-length:')]
            if length: await reader.readexactly(length[0])
            writer.write(b'HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok'); await writer.drain()
            if 'connection: close' in lines: break
    except asyncio.IncompleteReadError: pass
    writer.close()

async def main():
    if sys.argv[4] == 'threads': server = await asyncio.start_server(answer, None, plain_port, limit=1 << 20)
    else: server = await asyncio.start_server(answer, None, tls_port, ssl=context, limit=1 << 20)
    await server.serve_forever()
asyncio.run(main())
`

/**
 * `threads`: OpenSSL reads the socket itself. `asyncio`: it is fed from memory and never sees a socket. The plain port
 * is served the other way.
 */
export function startPython(tls: 'threads' | 'asyncio', wrapper: readonly string[] = []): Promise<TestServer> {
  return startServer(
    `python-${tls}`,
    (folder, plainPort, tlsPort) => ['python3', '-c', PYTHON_SERVER, String(plainPort), String(tlsPort), folder, tls],
    wrapper,
  )
}
