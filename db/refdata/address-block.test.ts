import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { blocksOfRange, blockText, contains, parseAddress, parseBlock } from './address-block.ts'
import { isPublicAddress } from './reserved-blocks.ts'

const textOf = (text: string) => {
  const block = parseBlock(text)
  return block && blockText(block)
}

describe('a block', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['192.0.2.7', '192.0.2.7/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8:0:0:1::/80', '2001:db8:0:0:1::/80'],
    ['2001:db8::1', '2001:db8:0:0:0:0:0:1/128'],
    ['::/0', '::/0'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['::ffff:c000:207', '192.0.2.7/32'],
  ])('%s is %s', (text, written) => {
    expect(textOf(text)).toBe(written)
  })
  test.each([
    '',
    'x',
    '192.0.2',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/2e1',
    '2001:db8::/129',
    '1::2::3',
    'fe80::1%eth0',
    '010.1.1.1',
  ])('%j is none', (text) => {
    expect(parseBlock(text)).toBeUndefined()
  })
})

test('a range becomes blocks that hold each of its addresses once and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (start, length) => {
      const at = (offset: number) => `10.0.${offset >> 8}.${offset & 255}`
      const blocks = blocksOfRange(at(start), at(start + length)) ?? []
      expect(blocks.reduce((sum, { bits }) => sum + 2 ** (32 - bits), 0)).toBe(length + 1)
      let next = parseAddress(at(start))?.value
      for (const { first, bits } of blocks) {
        expect(first).toBe(next)
        next = first + 2n ** BigInt(32 - bits)
      }
    }),
  )
  expect(blocksOfRange('2001:db8::', '2001:db8:1:ffff:ffff:ffff:ffff:ffff')?.map(blockText)).toEqual(['2001:db8::/47'])
  expect(blocksOfRange('0.0.0.0', '255.255.255.255')?.map(blockText)).toEqual(['0.0.0.0/0'])
  expect(blocksOfRange('192.0.2.9', '192.0.2.8')).toBeUndefined()
  expect(blocksOfRange('192.0.2.9', '2001:db8::')).toBeUndefined()
})

test('a block contains what lies in it, of its own family alone', () => {
  const block = (text: string) => parseBlock(text) ?? expect.fail(text)
  expect(contains(block('10.0.0.0/8'), block('10.255.0.0/16'))).toBe(true)
  expect(contains(block('10.0.0.0/16'), block('10.0.0.0/8'))).toBe(false)
  expect(contains(block('::/0'), block('10.0.0.0/8'))).toBe(false)
})

test.each([
  '127.0.0.1',
  '10.1.1.1',
  '169.254.169.254',
  '0.0.0.0',
  '::1',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '224.0.0.1',
  'nonsense',
])('%s is no place to download from', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})
test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})
