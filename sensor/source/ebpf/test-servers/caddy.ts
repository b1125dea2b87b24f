import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

/** Its TLS is Go's own. */
export function startCaddy(): Promise<TestServer> {
  return startServer('caddy', (folder, plainPort, tlsPort) => {
    writeFileSync(
      join(folder, 'Caddyfile'),
      `{
  admin off
  auto_https off
  storage file_system ${folder}/storage
}
http://:${plainPort} {
  respond "ok"
}
https://:${tlsPort} {
  tls ${folder}/cert.pem ${folder}/key.pem
  respond "ok"
}
`,
    )
    return ['caddy', 'run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  })
}
