import { expect, test } from 'vitest'
import { HpackDecoder } from './hpack.ts'
import { decodeHuffman, huffmanCodes } from './huffman.ts'

function decodeAll(decoder: HpackDecoder, blocks: string[]) {
  return blocks.map((block) => {
    const parsed = decoder.decode(Buffer.from(block.replaceAll(' ', ''), 'hex'))
    if (parsed.state !== 'complete') throw new Error(JSON.stringify(parsed))
    return parsed.value.headers.map(([name, value]) => `${name}: ${value}`)
  })
}
const failure = (hex: string, decoder = new HpackDecoder()) => decoder.decode(Buffer.from(hex, 'hex'))

const FIRST = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com']
const THIRD = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
]

test('RFC 7541 C.2: literals with, without and never indexed, and an indexed field', () => {
  const decoder = new HpackDecoder()
  expect(
    decodeAll(decoder, [
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      '040c 2f73 616d 706c 652f 7061 7468',
      '1008 7061 7373 776f 7264 0673 6563 7265 74',
      '82',
    ]),
  ).toEqual([['custom-key: custom-header'], [':path: /sample/path'], ['password: secret'], [':method: GET']])
  expect(decoder.tableSize).toBe(55)
})

test.each([
  [
    'C.3 plain',
    [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
  ],
  [
    'C.4 Huffman',
    [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
  ],
])('RFC 7541 %s: three requests over one table', (_, blocks) => {
  const decoder = new HpackDecoder()
  expect(decodeAll(decoder, blocks)).toEqual([FIRST, [...FIRST, 'cache-control: no-cache'], THIRD])
  expect(decoder.tableSize).toBe(164)
})

test.each([
  [
    'C.5 plain',
    [
      '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '4803 3330 37c1 c0bf',
      '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
    ],
  ],
  [
    'C.6 Huffman',
    [
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      '4883 640e ffc1 c0bf',
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ],
  ],
])('RFC 7541 %s: three answers with evictions from a table of 256', (_, blocks) => {
  const decoder = new HpackDecoder({ maxTableSize: 256 })
  const [first, second, third] = decodeAll(decoder, blocks)
  expect(first).toEqual([
    ':status: 302',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ])
  expect(second?.[0]).toBe(':status: 307')
  expect(third).toEqual([
    ':status: 200',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:22 GMT',
    'location: https://www.example.com',
    'content-encoding: gzip',
    'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ])
  expect(decoder.tableSize).toBe(215)
})

test('the Huffman code is complete: no bit string is outside it', () => {
  const codes = huffmanCodes()
  expect(codes.reduce((sum, { length }) => sum + 2 ** -length, 0)).toBe(1)
  expect(codes[0]).toEqual({ code: 0x1ff8, length: 13 })
  expect(codes[255]).toEqual({ code: 0x3ffffee, length: 26 })
  expect(codes[256]).toEqual({ code: 0x3fffffff, length: 30 })
})

test.each([
  ['80', 'index 0'],
  ['be', 'index past the tables'],
  ['40', 'a field cut short'],
  ['ffffffffffff7f', 'an integer over 32 bits'],
  ['ff80808080808000', 'an integer padded with zeros for ever'],
  ['3fe21f', 'a table size above the announced one'],
  ['8220', 'a size update after a field'],
  ['008400ffffff00', 'a broken string'],
  ['0085ffffffffff00', 'EOS inside a string'],
  ['0081ff00', 'eight bits of padding'],
  ['00810000', 'padding of zeros'],
])('%s is malformed: %s', (hex) => {
  expect(failure(hex).state).toBe('malformed')
})

test('an empty Huffman string is legal', () => {
  expect(failure('008080')).toMatchObject({ state: 'complete', value: { headers: [['', '']] } })
  expect(decodeHuffman(new Uint8Array(), 0, 0)).toBe('')
})

test('several size updates in a row are legal at the start of a block', () => {
  expect(failure('203f e11f 82'.replaceAll(' ', '')).state).toBe('complete')
})

test('an entry larger than the table empties it', () => {
  const decoder = new HpackDecoder({ maxTableSize: 64 })
  failure('40016101623f'.slice(0, 10), decoder)
  expect(decoder.tableSize).toBe(34)
  const long = Buffer.concat([Buffer.from([0x40, 1, 0x61, 60]), Buffer.alloc(60, 'x')])
  expect(decoder.decode(long).state).toBe('complete')
  expect(decoder.tableSize).toBe(0)
})

test('an insertion may name the entry that it evicts', () => {
  const decoder = new HpackDecoder({ maxTableSize: 70 })
  expect(failure('40036162630378797a', decoder).state).toBe('complete')
  expect(failure(`7e0c${Buffer.from('123456789012').toString('hex')}`, decoder)).toMatchObject({
    value: { headers: [['abc', '123456789012']] },
  })
  expect(decoder.tableSize).toBe(47)
})

test('a bomb yields no more than the limit, and the table stays in step', () => {
  const decoder = new HpackDecoder({ maxListSize: 65536 })
  const value = Buffer.alloc(4000, 'v')
  const entry = Buffer.concat([Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]), value])
  const parsed = decoder.decode(Buffer.concat([entry, Buffer.alloc(200_000, 0xbe)]))
  if (parsed.state !== 'complete') throw new Error(parsed.state)
  expect(parsed.value.truncated).toBe(true)
  expect(parsed.value.headers.length).toBeLessThan(20)
  expect(decodeAll(decoder, ['be'])[0]?.[0]).toHaveLength(4003)
})

test('a connection joined late gives what static and literal fields give and counts the rest', () => {
  const decoder = new HpackDecoder({ joinedLate: true })
  expect(failure('82c0be4003616263037a7a7abe', decoder)).toMatchObject({
    value: {
      headers: [
        [':method', 'GET'],
        ['abc', 'zzz'],
        ['abc', 'zzz'],
      ],
      unknown: 2,
    },
  })
})
