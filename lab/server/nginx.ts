import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '#lab/process/run.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

const LOG_FIELDS = {
  time_ms: '$msec',
  src_ip: '$remote_addr',
  src_port: '$remote_port',
  dst_ip: '$server_addr',
  dst_port: '$server_port',
  scheme: '$scheme',
  http_version: '$server_protocol',
  method: '$request_method',
  host: '$http_host',
  target: '$request_uri',
  status_code: '$status',
  keepalives: '$connection_requests',
  user_agent: '$http_user_agent',
}

/** Here a PROXY header stands before each connection's first request. */
export const PROXIED_PORT = 8001

/** Writes the configuration and returns the command that runs nginx in the foreground. */
function prepareNginx(files: ServerFiles): Command {
  const { folder, machine } = files
  const listen = (port: number, how: string): string =>
    `listen ${machine.ipv4}:${port}${how}; listen [${machine.ipv6}]:${port}${how};`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  mkdirSync(join(folder, 'temporary'), { recursive: true })
  const configuration = `
daemon off;
worker_processes 2;
user www-data;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')} notice;
events { worker_connections 1024; }
http {
  ${temporary.map((name) => `${name}_temp_path ${join(folder, 'temporary', name)};`).join(' ')}
  types { text/html html; text/css css; application/javascript js; image/svg+xml svg ico; application/json json;
    text/plain txt; application/xml xml; }
  log_format account escape=json '${JSON.stringify(LOG_FIELDS)}';
  access_log ${files.access_log} account;
  sendfile on;
  keepalive_timeout 65;
  # Head of 64 KB and more must pass.
  large_client_header_buffers 8 128k;
  client_max_body_size 10m;
  server {
    ${listen(80, '')}
    ${listen(443, ' ssl http2')}
    ${listen(PROXIED_PORT, ' proxy_protocol')}
    server_name ${files.hosts.join(' ')};
    ssl_certificate ${files.certificate.certificate};
    ssl_certificate_key ${files.certificate.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:laboratory:1m;
    root ${files.site};
    location = /login { if ($request_method = POST) { return 303 /; } try_files /login.html =404; }
    location = /contact { if ($request_method = POST) { return 303 /; } return 404; }
    location = /search { if ($request_method = POST) { return 303 /; } return 404; }
  }
}
`
  writeFileSync(join(folder, 'nginx.conf'), configuration)
  return ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
}

export const NGINX: Server = { prepare: prepareNginx, speaks: ['http', 'https', 'h2'], isDecrypted: true }
