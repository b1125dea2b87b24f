import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const NGINX = '/usr/sbin/nginx'

export function canStartReverseProxy(): boolean {
  return existsSync(NGINX)
}

/** nginx as an operator would put it in front of the dashboard: the client's address is added to X-Forwarded-For. */
export function startReverseProxy(port: number, target: string): { stop: () => Promise<void> } {
  const directory = mkdtempSync(path.join(tmpdir(), 'vigie-proxy-'))
  const configuration = path.join(directory, 'nginx.conf')
  writeFileSync(configuration, configurationOf(directory, port, target))
  const child = spawn(NGINX, ['-p', directory, '-e', path.join(directory, 'error.log'), '-c', configuration], {
    stdio: 'ignore',
  })
  return {
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function configurationOf(directory: string, port: number, target: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${directory}/${kind};`,
  )
  return `daemon off;
user root;
worker_processes 1;
pid ${directory}/nginx.pid;
events { worker_connections 64; }
http {
  access_log off;
${temporary.join('\n')}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${target};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`
}
