// JA3 is the method of John B. Althouse, Jeff Atkinson and Josh Atkins: Copyright (c) 2017, Salesforce.com, Inc., BSD 3-Clause License.
import { hash } from 'node:crypto'
import { isGrease } from '#sensor/protocol/tls/messages.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ListText } from './list-text.ts'

export interface Ja3 {
  ja3: string
  ja3_hash: string
}

const COMMA = 0x2c
const text = new ListText()

export function ja3Of(hello: ClientHello): Ja3 {
  const { legacy_version, cipher_suites, extensions, supported_groups, ec_point_formats } = hello
  const values = cipher_suites.length + extensions.length + supported_groups.length + ec_point_formats.length
  text.begin(values + 1, 4)
  text.decimal(legacy_version)
  for (const list of [cipher_suites, extensions, supported_groups]) {
    text.character(COMMA)
    text.decimalList(list, isGrease)
  }
  text.character(COMMA)
  text.decimalList(ec_point_formats)
  const ja3 = text.slice(0, text.at)
  return { ja3, ja3_hash: hash('md5', ja3) }
}
