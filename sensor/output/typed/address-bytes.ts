const LENGTH = 16

/** The 16 bytes of an address as rows write it, IPv4 as ::ffff:a.b.c.d; zeros when there is none. */
export function addressBytes(address: string): Uint8Array {
  const bytes = new Uint8Array(LENGTH)
  if (!address.includes(':')) {
    if (address === '') return bytes
    bytes.fill(255, 10, 12)
    bytes.set(address.split('.').map(Number), 12)
    return bytes
  }
  const [before = '', after = ''] = address.split('::')
  const left = groupsOf(before)
  const right = groupsOf(after)
  bytes.set(left)
  bytes.set(right, LENGTH - right.length)
  return bytes
}

function groupsOf(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    const value = parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}
