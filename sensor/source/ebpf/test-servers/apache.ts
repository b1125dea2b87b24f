import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LARGE, startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

type Mpm = 'event' | 'worker' | 'prefork'

/** mod_http2 serves nothing under prefork. */
export function startApache(mpm: Mpm): Promise<TestServer> {
  return startServer(`apache-${mpm}`, (folder, plainPort, tlsPort) => {
    const modules = [
      `mpm_${mpm}`,
      'authz_core',
      'ssl',
      ...(mpm === 'prefork' ? [] : ['http2']),
      'alias',
      'socache_shmcb',
      'mime',
    ]
    writeFileSync(join(folder, 'index.html'), 'ok')
    writeFileSync(join(folder, 'large'), LARGE)
    writeFileSync(join(folder, 'mime.types'), 'text/html html\n')
    execFileSync('chmod', ['-R', 'a+rX', folder])
    // More threads than a test has connections: short of them Apache closes kept-alive connections without reading on.
    // No child is stopped for being idle: that would close its connections while they are compared.
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
LimitRequestFieldSize 65536
StartServers 1
${mpm === 'prefork' ? 'MaxSpareServers 4' : 'ThreadsPerChild 64\nMaxSpareThreads 1000'}
Listen ${plainPort}
Listen ${tlsPort}
Alias /large ${folder}/large
AliasMatch ^/ ${folder}/index.html
<Directory ${folder}>
Require all granted
</Directory>
<VirtualHost *:${tlsPort}>
Protocols ${mpm === 'prefork' ? '' : 'h2 '}http/1.1
SSLEngine on
SSLCertificateFile ${folder}/cert.pem
SSLCertificateKeyFile ${folder}/key.pem
</VirtualHost>
`,
    )
    return ['apache2', '-DFOREGROUND', '-f', join(folder, 'apache.conf')]
  })
}
