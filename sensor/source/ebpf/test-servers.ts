import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './capture.ts'

/** Test support: a real server in the foreground of a process of its own. */
export interface TestServer {
  name: string
  pid: number
  plainPort: number
  tlsPort: number
  stop: () => Promise<void>
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '::', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .on('connect', () => {
        socket.destroy()
        resolve(true)
      })
      .on('error', () => resolve(false))
  })
}

function makeCertificate(folder: string): void {
  const subject = ['-subj', '/CN=server.test', '-days', '30', '-keyout', join(folder, 'key.pem')]
  const key = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', ...key, ...subject, '-out', join(folder, 'cert.pem')], { stdio: 'ignore' })
}

type Command = (folder: string, plainPort: number, tlsPort: number) => readonly [string, ...string[]]

async function startServer(name: string, command: Command): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), `vigie-${name}-`))
  makeCertificate(folder)
  const [plainPort, tlsPort] = [await freePort(), await freePort()]
  const [program, ...values] = command(folder, plainPort, tlsPort)
  const child = spawn(program, values, { stdio: 'ignore', cwd: folder })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let isUp = false
  const probe = setInterval(() => {
    void Promise.all([answers(plainPort), answers(tlsPort)]).then((up) => (isUp ||= up.every(Boolean)))
  }, 20)
  try {
    await eventually(`${name} answers`, () => isUp)
  } catch (error) {
    end(child)
    throw error
  } finally {
    clearInterval(probe)
  }
  const stop = async (): Promise<void> => {
    end(child)
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  return { name, pid: child.pid ?? 0, plainPort, tlsPort, stop }
}

function end(child: ChildProcess): void {
  child.kill('SIGTERM')
}

export function startNginx(): Promise<TestServer> {
  return startServer('nginx', (folder, plainPort, tlsPort) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off; keepalive_requests 1000000; large_client_header_buffers 8 32k; client_max_body_size 10m;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  server {
    listen ${plainPort}; listen [::]:${plainPort};
    listen ${tlsPort} ssl http2; listen [::]:${tlsPort} ssl http2;
    location / { return 200 "ok"; }
  }
}`,
    )
    return ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]
  })
}

export function startApache(): Promise<TestServer> {
  return startServer('apache', (folder, plainPort, tlsPort) => {
    const modules = ['mpm_event', 'authz_core', 'ssl', 'http2', 'alias', 'socache_shmcb', 'mime']
    writeFileSync(join(folder, 'index.html'), 'ok')
    writeFileSync(join(folder, 'mime.types'), 'text/html html\n')
    execFileSync('chmod', ['-R', 'a+rX', folder])
    writeFileSync(
      join(folder, 'apache.conf'),
      `${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerRoot ${folder}
ServerName server.test
User www-data
Group www-data
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
TypesConfig ${folder}/mime.types
DocumentRoot ${folder}
KeepAlive On
MaxKeepAliveRequests 0
LimitRequestFieldSize 32768
StartServers 1
ThreadsPerChild 8
Listen ${plainPort}
Listen ${tlsPort}
AliasMatch ^/ ${folder}/index.html
<Directory ${folder}>
Require all granted
</Directory>
<VirtualHost *:${tlsPort}>
Protocols h2 http/1.1
SSLEngine on
SSLCertificateFile ${folder}/cert.pem
SSLCertificateKeyFile ${folder}/key.pem
</VirtualHost>
`,
    )
    return ['apache2', '-DFOREGROUND', '-f', join(folder, 'apache.conf')]
  })
}

const NODE_SERVER = `
const [plainPort, tlsPort] = process.argv.slice(1)
require('node:http').createServer((request, response) => request.resume().on('end', () => response.end('ok'))).listen(plainPort, '::')
require('node:net').createServer(() => {}).listen(tlsPort, '::')
`

/** Plain only: Node's own TLS is inside its binary. */
export function startNode(): Promise<TestServer> {
  return startServer('node', (_, plainPort, tlsPort) => [
    process.execPath,
    '-e',
    NODE_SERVER,
    String(plainPort),
    String(tlsPort),
  ])
}

const PYTHON_SERVER = `
import asyncio, http.server, socket, ssl, sys, threading
plain_port, tls_port, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        self.rfile.read(int(self.headers.get('content-length', 0)))
        self.send_response(200); self.send_header('content-length', '2'); self.end_headers(); self.wfile.write(b'ok')
    do_POST = do_GET
    def log_message(self, *_): pass

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6

threading.Thread(target=Server(('::', plain_port), Handler).serve_forever, daemon=True).start()

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
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
    server = await asyncio.start_server(answer, None, tls_port, ssl=context, limit=1 << 20)
    await server.serve_forever()
asyncio.run(main())
`

/** Threads for plain connections; asyncio for TLS, which feeds OpenSSL from memory and never shows it a socket. */
export function startPython(): Promise<TestServer> {
  return startServer('python', (folder, plainPort, tlsPort) => [
    'python3',
    '-c',
    PYTHON_SERVER,
    String(plainPort),
    String(tlsPort),
    folder,
  ])
}
