import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAccessLog } from './access-log.ts'

const line = {
  ...{ time_ms: '1763717500.123', src_ip: '10.77.1.1', src_port: '40000', dst_ip: '10.77.0.20', dst_port: '443' },
  ...{ scheme: 'https', http_version: 'HTTP/1.1', method: 'GET', host: 'blog.lab.test', target: 'GET /a?b HTTP/1.1' },
  ...{ status_code: '200', keepalives: '0', user_agent: 'a "quoted" \\x01' },
}

test("a connection that Apache closed before a request came is no request, and a line half written isn't either", () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-log-'))
  try {
    const file = join(folder, 'access.log')
    const unasked = { ...line, scheme: '-', http_version: '-', method: '-', host: '-', target: '-', status_code: '408' }
    writeFileSync(file, `${JSON.stringify(line)}\n${JSON.stringify(unasked)}\n${JSON.stringify(line).slice(0, 40)}`)
    const requests = readAccessLog(file, 'apache')
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ target: '/a?b', http_version: '1.1', status_code: 200 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
