import { contains, overlaps, parseBlock, type AddressBlock } from './address-block.ts'

const parsed = (texts: readonly string[]) => texts.flatMap((text) => parseBlock(text) ?? [])

/** Never announced on the Internet (IANA's special-purpose registries). */
const RESERVED = parsed([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/8',
  '100::/64',
  '2001:db8::/32',
  '3fff::/20',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
])
/** Addresses that carry an IPv4 address of anybody's inside: where they lead is not ours to see. */
const CARRIERS = parsed(['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32'])

export function isReserved(block: AddressBlock): boolean {
  return RESERVED.some((reserved) => overlaps(reserved, block))
}

/** Whether a download may connect there without being told that this is one's own network. */
export function isPublicAddress(address: string): boolean {
  const block = parseBlock(address)
  return block !== undefined && !isReserved(block) && !CARRIERS.some((carrier) => contains(carrier, block))
}
