import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LARGE, startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

export function startNginx(): Promise<TestServer> {
  return startServer('nginx', (folder, plainPort, tlsPort) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    writeFileSync(join(folder, 'large'), LARGE)
    execFileSync('chmod', ['-R', 'a+rX', folder])
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 8192; }
http {
  access_log off; keepalive_requests 1000000; large_client_header_buffers 8 32k; client_max_body_size 10m;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  server {
    listen ${plainPort}; listen [::]:${plainPort};
    listen ${tlsPort} ssl http2; listen [::]:${tlsPort} ssl http2;
    location / { return 200 "ok"; }
    location = /large { default_type application/octet-stream; root ${folder}; }
  }
}`,
    )
    return ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]
  })
}
