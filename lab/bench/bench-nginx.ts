import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'

const [PLAIN_PORT, TLS_PORT] = [28_180, 28_543]
const START_MS = 5000
const NGINX = 'nginx'

/** nginx with one worker, a small and a 16 KB answer, and its own count of requests. */
export interface BenchNginx {
  pid: number
  plainPort: number
  tlsPort: number
  /** Requests that it has read so far, this question included. */
  requests: () => Promise<number>
  /** A script for wrk that closes every so many requests; undefined: none is needed. */
  scriptFor: (requestsPerConnection: number) => string | undefined
  stop: () => Promise<void>
}

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = ''
      response.on('data', (bytes: Buffer) => (text += bytes.toString('latin1'))).on('end', () => resolve(text))
    }).on('error', reject)
  })
}

function configure(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = join(folder, 'nginx.conf')
  const key = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=bench.test']
  const files = ['-days', '30', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  execFileSync('openssl', ['req', ...key, ...files], { stdio: 'ignore' })
  chmodSync(folder, 0o755)
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off; keepalive_requests 1000000000;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  server {
    listen ${PLAIN_PORT}; listen ${TLS_PORT} ssl; root ${folder};
    location = /small { return 200 "ok\\n"; }
    location = /requests { stub_status; }
  }
}`,
  )
  return file
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = Date.now() + START_MS
  for (;;) {
    try {
      await fetchText(url)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

export async function startBenchNginx(folder: string): Promise<BenchNginx> {
  const child = spawn(NGINX, ['-p', folder, '-c', configure(folder)], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${PLAIN_PORT}/requests`
  await untilItAnswers(url)
  return {
    pid: child.pid ?? 0,
    plainPort: PLAIN_PORT,
    tlsPort: TLS_PORT,
    // Lines of stub_status: active connections, three names, then accepted, handled, requests.
    requests: async () => Number((await fetchText(url)).split('\n')[2]?.trim().split(' ')[2] ?? NaN),
    scriptFor: (requestsPerConnection) => {
      if (requestsPerConnection === 0) return undefined
      const script = join(folder, 'close.lua')
      writeFileSync(
        script,
        `local sent = 0
request = function()
  sent = sent + 1
  local headers = sent % ${requestsPerConnection} == 0 and { Connection = "close" } or {}
  return wrk.format("GET", nil, headers)
end`,
      )
      return script
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
