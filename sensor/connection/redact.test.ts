import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Redactor } from './redact.ts'

const redactor = new Redactor(Buffer.from('key of this test'), {
  redact_headers: ['X-Staff-Number'],
  mask_parameters: ['Matricule'],
})

test.each([
  ['a=1&token=s3cret&b=2', 'a=1&token=***&b=2'],
  ['Password=x&api%5Fkey=x&x[secret]=x&code=x', 'Password=***&api%5Fkey=***&x[secret]=***&code=***'],
  ['keyword=plain&postcode=1&author=a&passenger=p&q=12:30', 'keyword=plain&postcode=1&author=a&passenger=p&q=12:30'],
  ['accessKey=x&authCode=x&userPin=x', 'accessKey=***&authCode=***&userPin=***'],
  ['t%6Fken=x&%2574oken=x&tok%00en=x', 't%6Fken=***&%2574oken=***&tok%00en=***'],
  ['redirect=https://x/?token=s&b=1', 'redirect=https://x/?token=***&b=1'],
  ['to=https%3A%2F%2Fx%2F%3Ftoken%3Ds%26b%3D1&c=2', 'to=https%3A%2F%2Fx%2F%3Ftoken%3D***%26b%3D1&c=2'],
  ['to=x%253Ftoken%253Ds%2526b%253D1%26c%3D2', 'to=x%253Ftoken%253D***%2526b%253D1%26c%3D2'],
  ['to=https://u:p@x/&v=https%3A%2F%2Fu%3Ap%40x', 'to=https://***@x/&v=https%3A%2F%2F***%40x'],
  ['f={"a":1,"password":"s,3}cret"}&b=1', 'f={"a":1,"password":***&b=1'],
  ['f=%7B%22password%22%3A%22s%22%7D&b=1', 'f=%7B%22password%22%3A***&b=1'],
  ['v=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln&b=1', 'v=***&b=1'],
  ['matricule=7&form[matricule]=7', 'matricule=***&form[matricule]=***'],
  ['=&session&&', '=&session&&'],
])('query %s', (query, masked) => {
  expect(redactor.query(query)).toBe(masked)
})

test.each([
  ['/login;jsessionid=ABC/next;v=1', '/login;jsessionid=***/next;v=1'],
  ['/proxy/https://u:p@x/a', '/proxy/https://***@x/a'],
  ['/login%3Ftoken=abc', '/login%3Ftoken=***'],
  ['/reset/plain-segment', '/reset/plain-segment'],
  ['/#access_token=abc', '/#access_token=***'],
])('path %s', (path, masked) => {
  expect(redactor.path(path)).toBe(masked)
})

describe('headers', () => {
  test.each(['Authorization', 'proxy-authorization', 'COOKIE', 'Set-Cookie', 'x-api-key', 'X-Auth-Token', 'apikey'])(
    'the value of %s is a keyed hash: equal for equal values',
    (name) => {
      const [, hash] = redactor.header([name, 'Bearer s3cret'])
      expect(hash).toMatch(/^hmac:[0-9a-f]{16}$/)
      expect(redactor.header([name.toLowerCase(), 'Bearer s3cret'])[1]).toBe(hash)
      expect(redactor.header([name, 'Bearer other'])[1]).not.toBe(hash)
      expect(new Redactor(Buffer.from('other key')).headerValue(name, 'Bearer s3cret')).not.toBe(hash)
    },
  )

  test.each([
    ['X-Staff-Number', '4711'],
    ['Author\u0000ization', 'Bearer x'],
    ['X-Amz-Security-Token', 'x'],
    ['Sec-WebSocket-Key', 'no nonce but s3cret'],
    ['Sec-WebSocket-Protocol', `chat, base64url.bearer.authorization.k8s.io.${'Q'.repeat(40)}`],
  ])('%s is secret', (name, value) => {
    expect(redactor.headerValue(name, value)).toMatch(/^hmac:/)
  })

  test.each([
    ['Referer', 'https://u:p@x/?a=1&access_token=s#id_token=t', 'https://***@x/?a=1&access_token=***'],
    ['Location', '/done?code=abc&state=1', '/done?code=***&state=1'],
    ['Host', 'u:p@x.example', '***@x.example'],
    ['X-Original-URL', '/a?password=x', '/a?password=***'],
    ['User-Agent', 'Session Bot/1.0 (https://x.example/info)', 'Session Bot/1.0 (https://x.example/info)'],
    ['Accept', 'text/html;q=0.9,*/*;q=0.8', 'text/html;q=0.9,*/*;q=0.8'],
    ['Signature-Agent', '"https://bot.example"', '"https://bot.example"'],
    ['X-Country-Code', 'FR', 'FR'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ])('%s: %s', (name, value, masked) => {
    expect(redactor.headerValue(name, value)).toBe(masked)
  })

  test('of a line that is no header only its first word is kept', () => {
    expect(redactor.header(['Authorization Bearer s3cret', ''])).toEqual(['Authorization ***', ''])
    expect(redactor.header(['GET /?token=s3cret HTTP/1.1', ''])).toEqual(['GET ***', ''])
  })
})

const SECRET = 'canary0canary'
const escaped = (text: string, times: number): string =>
  times === 0 ? text : escaped(encodeURIComponent(text), times - 1)

test('wherever it stands after a secret name, at any depth of escaping, a secret does not come through', () => {
  const around = fc.stringMatching(/^[a-z0-9&;?#=:,{}"/%+.@ -]{0,20}$/)
  const name = fc.constantFrom('token', 'PASSWORD', 'x[secret]', 'sessionId', 'apiKey', 'client_secret')
  fc.assert(
    fc.property(around, name, fc.nat(3), around, (before, secretName, depth, after) => {
      const query = `${before}&r=${escaped(`https://x/?a=1&${secretName}=${SECRET}`, depth)}&${after}`
      expect(redactor.query(query)).not.toContain(SECRET)
      expect(redactor.headerValue('Referer', `https://x/?${query}`)).not.toContain(SECRET)
    }),
  )
})

test.each([
  '=',
  '%',
  '%25',
  'eyJ',
  'eyJaaaaaaaa.',
  '//',
  '%3A%2F%2F',
  'token=',
  ':token',
  'a b',
  ';token=x/',
  '%253D',
  '@//',
])('a long text of %s is done in linear time', (piece) => {
  const text = piece.repeat(Math.ceil(65_536 / piece.length))
  const began = performance.now()
  redactor.query(text)
  redactor.path(text)
  redactor.header([text, text])
  expect(performance.now() - began).toBeLessThan(1000)
})
