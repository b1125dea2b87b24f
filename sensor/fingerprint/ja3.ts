// JA3 is the method of John B. Althouse, Jeff Atkinson and Josh Atkins: Copyright (c) 2017, Salesforce.com, Inc., BSD 3-Clause License.
import { hash } from 'node:crypto'
import { isGrease } from '#sensor/protocol/tls/messages.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'

export interface Ja3 {
  ja3: string
  ja3_hash: string
}

export function ja3Of(hello: ClientHello): Ja3 {
  const lists = [hello.cipher_suites, hello.extensions, hello.supported_groups].map(joinDecimal)
  const ja3 = [hello.legacy_version, ...lists, hello.ec_point_formats.join('-')].join(',')
  return { ja3, ja3_hash: hash('md5', ja3) }
}

function joinDecimal(values: readonly number[]): string {
  return values.filter((value) => !isGrease(value)).join('-')
}
