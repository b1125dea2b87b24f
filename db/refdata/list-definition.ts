import { z } from 'zod'

/** What a list tells; decides where its rows go. */
export const ListKind = z.enum(['asn', 'asn_labels', 'bot', 'crawler', 'block', 'cloud', 'fingerprints'])
export type ListKind = z.infer<typeof ListKind>

const ListFormat = z.enum([
  'ip2asn_tsv', // first address, last address, AS number, country, description
  'asn_prefix_csv', // columns by name: network (or prefix), asn, country_code, name, org, domain
  'asn_label_csv', // columns by name: asn, label
  'prefix_lines', // one address, block or range per line; # and ; begin a comment
  'prefix_csv', // block in the first column, and a name in the second where it is headed so
  'prefix_json', // any JSON, also one document per line, in which blocks stand under their usual keys
  'fingerprint_csv', // columns by name: kind, fingerprint, name, tls_library, context
])

/** One list: where it comes from, how to read it, and what would make us distrust it. */
export const ListDefinition = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{1,40}$/, 'small letters, digits and _'),
  title: z.string().min(1).max(80),
  kind: ListKind,
  format: ListFormat,
  /** Where it is downloaded; without it the list has what is bundled, or what `path` names. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** A file on this machine, in place of a download. */
  path: z.string().optional(),
  licence: z.string().min(1),
  enabled: z.boolean(),
  /** The name that every row gets where the list itself gives none. */
  label: z.string().default(''),
  supersedes: z.array(z.string()).default([]),
  precedence: z.number().int().min(0).max(255).default(10),
  max_bytes: z.number().int().min(1).default(16_000_000),
  max_unpacked_bytes: z.number().int().min(1).default(64_000_000),
  timeout_s: z.number().min(0.05).default(120),
  rows_min: z.number().int().min(0).default(1),
  rows_max: z.number().int().min(1).default(300_000),
  /** Against the version before, as shares of its rows; beyond them a person must agree. */
  may_shrink_to: z.number().min(0).max(1).default(0.5),
  may_grow_to: z.number().min(1).default(2),
  bad_lines_share: z.number().min(0).max(1).default(0.01),
  /** No block may be broader than this many bits. */
  broadest_ipv4: z.number().int().min(1).max(32).default(10),
  broadest_ipv6: z.number().int().min(1).max(128).default(19),
  ipv4_addresses_max: z
    .number()
    .int()
    .default(2 ** 24),
  /** Private, loopback, multicast and the like: a reason to refuse the list, or what it is known to hold. */
  reserved: z.enum(['refuse', 'leave out', 'allow']).default('refuse'),
  /** Addresses whose network is beyond doubt. */
  anchors: z.array(z.strictObject({ address: z.string(), asn: z.number().int() })).default([]),
  allow_http: z.boolean().default(false),
  /** For a mirror in one's own network. */
  allow_private: z.boolean().default(false),
})
export type ListDefinition = z.infer<typeof ListDefinition>
