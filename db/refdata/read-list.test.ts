import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectRows } from './inspect-rows.ts'
import { ListDefinition } from './list-definition.ts'
import { PUBLISHED_LISTS } from './published-lists.ts'
import { readList } from './read-list.ts'
import type { ReferenceRow } from './reference-row.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vigie-lists-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const published = (name: string) => PUBLISHED_LISTS.find((list) => list.name === name) ?? expect.fail(name)

/** What a published list's parser makes of a file in its publisher's form. */
async function read(definition: ListDefinition, content: string | Buffer): Promise<(ReferenceRow | null)[]> {
  const file = join(directory, definition.name)
  writeFileSync(file, content)
  const rows: (ReferenceRow | null)[] = []
  for await (const row of readList(file, definition)) rows.push(row)
  return rows
}
const prefixesOf = async (name: string, content: string | Buffer) =>
  (await read(published(name), content)).map((row) => (row && 'prefix' in row ? row.prefix : row))

const IP2ASN = [
  '1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUDFLARENET',
  '1.0.1.0\t1.0.3.255\t0\tNone\tNot routed',
  '1.0.4.0\t1.0.6.255\t38803\tAU\tGTELECOM - Gtelecom Pty Ltd',
  '2001:4860::\t2001:4860:ffff:ffff:ffff:ffff:ffff:ffff\t15169\tUS\tGOOGLE',
  'broken line',
].join('\n')

/** A ZIP archive of one deflated file, as IPLocate publishes it. */
function zipOf(name: string, content: string): Buffer {
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt32LE(30 + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, central, end])
}

describe('each publisher’s form is read', () => {
  test('iptoasn.com: ranges of both families become blocks, unannounced space is left out', async () => {
    expect(await read(published('iptoasn'), gzipSync(IP2ASN))).toEqual([
      {
        prefix: '1.0.0.0/24',
        asn: 13_335,
        country_code: 'US',
        name: 'CLOUDFLARENET',
        org: 'CLOUDFLARENET',
        domain: '',
      },
      { prefix: '1.0.4.0/23', asn: 38_803, country_code: 'AU', name: 'GTELECOM', org: 'Gtelecom Pty Ltd', domain: '' },
      { prefix: '1.0.6.0/24', asn: 38_803, country_code: 'AU', name: 'GTELECOM', org: 'Gtelecom Pty Ltd', domain: '' },
      { prefix: '2001:4860::/32', asn: 15_169, country_code: 'US', name: 'GOOGLE', org: 'GOOGLE', domain: '' },
      null,
    ])
  })
  test('IPLocate: columns by name, in an archive', async () => {
    const csv =
      'network,asn,country_code,name,org,domain\n1.1.1.0/24,13335,US,CLOUDFLARENET,"Cloudflare, Inc.",cloudflare.com\n'
    const row = {
      prefix: '1.1.1.0/24',
      asn: 13_335,
      country_code: 'US',
      name: 'CLOUDFLARENET',
      org: 'Cloudflare, Inc.',
      domain: 'cloudflare.com',
    }
    expect(await read(published('iplocate'), zipOf('ip-to-asn.csv', csv))).toEqual([row])
    const archive = zipOf('ip-to-asn.csv', csv.repeat(50))
    await expect(read(published('iplocate'), archive.subarray(0, -30))).rejects.toThrow(
      /archive is (cut short|damaged)/,
    )
  })
  test.each([
    [
      'googlebot',
      '{"creationTime":"2026-11-20","prefixes":[{"ipv6Prefix":"2001:4860:4801:10::/64"},{"ipv4Prefix":"66.249.64.0/27"}]}',
      ['2001:4860:4801:10::/64', '66.249.64.0/27'],
    ],
    [
      'aws',
      '{"prefixes":[{"ip_prefix":"3.5.140.0/22","region":"ap-northeast-2","service":"AMAZON"}],"ipv6_prefixes":[{"ipv6_prefix":"2a05:d07a:a000::/40"}]}',
      ['3.5.140.0/22', '2a05:d07a:a000::/40'],
    ],
    [
      'oracle_cloud',
      '{"regions":[{"region":"us-phoenix-1","cidrs":[{"cidr":"129.146.0.0/21","tags":["OCI"]}]}]}',
      ['129.146.0.0/21'],
    ],
    [
      'azure',
      '{"values":[{"name":"AzureCloud","properties":{"region":"","addressPrefixes":["4.144.0.0/17","2603:1000::/40"]}}]}',
      ['4.144.0.0/17', '2603:1000::/40'],
    ],
    [
      'fastly',
      '{"addresses":["23.235.32.0/20"],"ipv6_addresses":["2a04:4e40::/32"]}',
      ['23.235.32.0/20', '2a04:4e40::/32'],
    ],
    [
      'spamhaus_drop',
      '{"cidr":"1.10.16.0/20","sblid":"SBL256894","rir":"apnic"}\n{"type":"metadata","size":1,"copyright":"(c)"}\n',
      ['1.10.16.0/20'],
    ],
    [
      'digitalocean',
      '24.144.64.0/22,US,US-NY,New York,10011\n2400:6180::/48,SG,,Singapore,\n',
      ['24.144.64.0/22', '2400:6180::/48'],
    ],
    ['linode', '# comment\n2.56.0.0/24,US,US-TX,Richardson,\n', ['2.56.0.0/24']],
    ['tor_exits', '1.2.3.4\n5.6.7.8\n', ['1.2.3.4/32', '5.6.7.8/32']],
    ['cloudflare_ipv4', '173.245.48.0/20\r\n103.21.244.0/22', ['173.245.48.0/20', '103.21.244.0/22']],
    ['firehol_level1', '# maintainer\n1.10.16.0/20\n', ['1.10.16.0/20']],
  ])('%s', async (name, content, prefixes) => {
    expect(await prefixesOf(name, content)).toEqual(prefixes)
  })
  test('text of Spamhaus’ older form, and a range', async () => {
    const definition = { ...published('spamhaus_drop'), format: 'prefix_lines' as const }
    expect(await read(definition, '; Spamhaus\n1.10.16.0/20 ; SBL256894\n1.2.3.4 - 1.2.3.5\n')).toMatchObject([
      { prefix: '1.10.16.0/20' },
      { prefix: '1.2.3.4/31' },
    ])
  })
})

test('JSON that is cut short is refused', async () => {
  await expect(read(published('aws'), '{"prefixes":[{"ip_prefix":"3.5.140.0/22"')).rejects.toThrow(
    /not JSON, or cut short/,
  )
})

test('an ASN list is held against addresses whose network is beyond doubt', () => {
  const definition = { ...published('iptoasn'), rows_min: 1 }
  const row = (prefix: string, asn: number) => ({ prefix, asn, country_code: '', name: '', org: '', domain: '' })
  const judge = (rows: ReferenceRow[]) => {
    const inspection = inspectRows(definition)
    for (const each of rows) inspection.take(each)
    return () => inspection.conclude(undefined)
  }
  const right = [
    row('8.0.0.0/8', 3356),
    row('8.8.8.0/24', 15_169),
    row('1.1.1.0/24', 13_335),
    row('2001:4860::/32', 15_169),
  ]
  expect(judge(right)()).toEqual({ rows: 4, left_out: '' })
  expect(judge([...right, row('8.8.8.0/25', 666)])).toThrow('8.8.8.8 belongs to AS15169, but the list says AS666')
  expect(judge(right.slice(0, 3))).toThrow('2001:4860:4860::8888 belongs to AS15169, but the list says nothing')
  expect(judge([...right, row('10.0.0.0/8', 64_512)])()).toEqual({
    rows: 4,
    left_out: 'left out: 1 blocks that are never on the Internet',
  })
})

test('every published list has a title, a licence and, when it is downloaded, https', () => {
  for (const { url, title, licence } of PUBLISHED_LISTS) {
    expect([title, licence]).not.toContain('')
    if (url !== undefined) expect(url).toMatch(/^https:/)
  }
})
