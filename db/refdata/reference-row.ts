import { z } from 'zod'
import type { ListKind } from './list-definition.ts'

const asn = z.coerce.number().int().min(0).max(4_294_967_295)
const name = z.string().max(300).default('')

/** Rows of the four tables without their list and version. */
export const AsnPrefixRow = z.object({
  prefix: z.string(),
  asn,
  country_code: z.preprocess((text) => (/^[A-Z]{2}$/.test(String(text)) ? text : ''), z.string()),
  name,
  org: name,
  domain: name,
})
export const IpListRow = z.object({
  prefix: z.string(),
  kind: z.enum(['bot', 'crawler', 'block', 'cloud']),
  name,
})
export const AsnLabelRow = z.object({
  asn,
  label: z.enum(['unknown', 'human', 'isp', 'hosting', 'datacenter', 'cdn']),
})
export const FingerprintRow = z.object({
  kind: z.enum(['bot_ja4', 'browser_ja4', 'browser_h2']),
  fingerprint: z.string().min(1).max(500),
  name: z.string().min(1).max(80),
  tls_library: name,
  context: name,
})
export type AsnPrefixRow = z.infer<typeof AsnPrefixRow>
export type IpListRow = z.infer<typeof IpListRow>
export type AsnLabelRow = z.infer<typeof AsnLabelRow>
export type FingerprintRow = z.infer<typeof FingerprintRow>

export type ReferenceRow = AsnPrefixRow | IpListRow | AsnLabelRow | FingerprintRow

export const TABLE_OF: Record<ListKind, string> = {
  asn: 'ja4_processing.ref_asn_prefixes',
  asn_labels: 'ja4_processing.ref_asn_labels',
  bot: 'ja4_processing.ref_ip_lists',
  crawler: 'ja4_processing.ref_ip_lists',
  block: 'ja4_processing.ref_ip_lists',
  cloud: 'ja4_processing.ref_ip_lists',
  fingerprints: 'ja4_processing.ref_fingerprints',
}
