import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Firefox } from './firefox.ts'
import { takeMessages } from './marionette.ts'

test('messages are taken whole, however the bytes arrive, lengths in bytes', () => {
  const bytes = Buffer.from(
    '12:{"a":"\u00e9 \u20ac"}7:[1,2,3]'.replace('12:', `${Buffer.byteLength('{"a":"\u00e9 \u20ac"}')}:`),
  )
  for (let cut = 0; cut <= bytes.length; cut++) {
    const first = takeMessages(bytes.subarray(0, cut))
    const second = takeMessages(Buffer.concat([first.rest, bytes.subarray(cut)]))
    expect([...first.messages, ...second.messages]).toEqual([{ a: '\u00e9 \u20ac' }, [1, 2, 3]])
    expect(second.rest).toHaveLength(0)
  }
  expect(() => takeMessages(Buffer.from('x1:{}'))).toThrow('without its length')
})

interface Asked {
  url: string
  language: string
  cookie: string
  port: number
}

async function startSite(): Promise<{ asked: Asked[]; port: number; close: () => void }> {
  const asked: Asked[] = []
  const server = http.createServer(({ url = '', headers, socket }, answer) => {
    const { cookie = '', 'accept-language': language = '' } = headers
    if (!url.endsWith('.ico')) asked.push({ url, language, cookie, port: socket.remotePort ?? 0 })
    answer.setHeader('set-cookie', 'visitor=1')
    answer.setHeader('content-type', 'text/html')
    answer.end('<!doctype html><a href="/linked">on</a>')
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at: AddressInfo | string | null = server.address()
      resolve(typeof at === 'object' && at !== null ? at.port : 0)
    })
  })
  return { asked, port, close: () => void server.close() }
}

test.skipIf(!existsSync('/usr/bin/firefox-esr'))(
  'a real Firefox opens, clicks, and has forgotten everything when it is somebody else',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigie-firefox-'))
    const site = await startSite()
    const firefox = await Firefox.start({ namespace: null, folder, display: null, port: 2931, preferences: {} })
    try {
      for (const language of ['de-DE', 'fr-FR']) {
        await firefox.becomeSomebodyElse({ 'intl.accept_languages': language })
        await firefox.open(`http://127.0.0.1:${site.port}/`)
        const [link] = await firefox.find('a')
        await firefox.click(link ?? '')
      }
      await expect(firefox.open('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'unknown error' })
    } finally {
      await firefox.close()
      site.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
    expect(site.asked.map(({ url, language, cookie }) => [url, language, cookie])).toEqual([
      ['/', 'de-DE', ''],
      ['/linked', 'de-DE', 'visitor=1'],
      ['/', 'fr-FR', ''],
      ['/linked', 'fr-FR', 'visitor=1'],
    ])
    expect(new Set(site.asked.map(({ port }) => port)).size).toBe(2)
  },
)
