import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '#lab/process/run.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

const MODULES_FOLDER = '/usr/lib/apache2/modules'
const MODULES = ['authz_core', 'mime', 'dir', 'alias', 'rewrite', 'socache_shmcb', 'ssl', 'setenvif'] as const

const LOG_FIELDS = {
  time_ms: '%{sec}t.%{msec_frac}t',
  src_ip: '%a',
  src_port: '%{remote}p',
  dst_ip: '%A',
  dst_port: '%{local}p',
  scheme: '%{REQUEST_SCHEME}e',
  http_version: '%H',
  method: '%m',
  host: '%{Host}i',
  // The request line's own target: %U would be unescaped.
  target: '%r',
  status_code: '%>s',
  keepalives: '%k',
  user_agent: '%{User-Agent}i',
}

/** One site on one port, with the forms' answers. */
function virtualHostOf({ hosts, site }: ServerFiles, port: number, rest: string): string {
  const [name, ...others] = hosts
  return `
<VirtualHost *:${port}>
  ServerName ${name ?? 'localhost'}
  ServerAlias ${others.join(' ')}
  DocumentRoot "${site}"
  RewriteEngine On
  RewriteCond %{REQUEST_METHOD} =POST
  RewriteRule ^/(login|contact|search)$ / [R=303,L]
  RewriteRule ^/login$ /login.html [L]
  SetEnvIf Request_Method . REQUEST_SCHEME=${port === 443 ? 'https' : 'http'}
  ${rest}
</VirtualHost>`
}

type Mpm = 'event' | 'worker' | 'prefork'

/** mod_http2 serves nothing under prefork. */
const PROTOCOLS = {
  event: 'h2 h2c http/1.1',
  worker: 'h2 h2c http/1.1',
  prefork: 'http/1.1',
} as const
const WORKERS = {
  event: 'ThreadsPerChild 25\nMinSpareThreads 25\nMaxSpareThreads 75\nMaxRequestWorkers 100',
  worker: 'ThreadsPerChild 25\nMinSpareThreads 25\nMaxSpareThreads 75\nMaxRequestWorkers 100',
  prefork: 'MaxRequestWorkers 40',
} as const

/** Writes the configuration and returns the command that runs Apache in the foreground. */
function prepareApache(mpm: Mpm, files: ServerFiles): Command {
  const { folder, machine } = files
  const listen = (port: number): string => `Listen ${machine.ipv4}:${port}\nListen [${machine.ipv6}]:${port}`
  const format = JSON.stringify(LOG_FIELDS).replaceAll('"', '\\"')
  const configuration = `
ServerRoot "${folder}"
ServerName ${files.hosts[0] ?? 'localhost'}
DefaultRuntimeDir "${folder}"
PidFile "${join(folder, 'apache.pid')}"
ErrorLog "${join(folder, 'error.log')}"
LogLevel warn
${[`mpm_${mpm}`, ...MODULES, ...(mpm === 'prefork' ? [] : ['http2'])].map((module) => `LoadModule ${module}_module ${MODULES_FOLDER}/mod_${module}.so`).join('\n')}
User www-data
Group www-data
StartServers 2
${WORKERS[mpm]}
KeepAlive On
KeepAliveTimeout 65
MaxKeepAliveRequests 0
# Heads of 64 KB and more must pass.
LimitRequestFieldSize 131072
LimitRequestLine 32768
LimitRequestFields 0
${listen(80)}
${listen(443)}
TypesConfig /dev/null
AddType text/html .html
AddType text/css .css
AddType application/javascript .js
AddType image/svg+xml .svg .ico
AddType application/json .json
DirectoryIndex index.html
Protocols ${PROTOCOLS[mpm]}
LogFormat "${format}" account
CustomLog "${files.access_log}" account
<Directory "${files.site}">
  Require all granted
</Directory>
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLSessionCache "shmcb:${join(folder, 'sessions')}(512000)"
${virtualHostOf(files, 80, '')}
${virtualHostOf(
  files,
  443,
  `SSLEngine On
  SSLCertificateFile "${files.certificate.certificate}"
  SSLCertificateKeyFile "${files.certificate.key}"`,
)}
`
  writeFileSync(join(folder, 'apache.conf'), configuration)
  return ['apache2', '-d', folder, '-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND']
}

export const APACHE_EVENT: Server = {
  prepare: (files) => prepareApache('event', files),
  speaks: ['http', 'https', 'h2', 'h2c'],
  isDecrypted: true,
}
export const APACHE_WORKER: Server = { ...APACHE_EVENT, prepare: (files) => prepareApache('worker', files) }
export const APACHE_PREFORK: Server = {
  prepare: (files) => prepareApache('prefork', files),
  speaks: ['http', 'https'],
  isDecrypted: true,
}
