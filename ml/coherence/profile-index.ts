import type { BrowserProfile, DocumentHeaders } from '#db/model/browser-profile.ts'
import { groupedBy } from './grouped-by.ts'
import { readHttp2, type Http2Opening } from './read-http2.ts'
import { readJa4 } from './read-ja4.ts'

/** Profiles by what they are looked up by: tens of thousands of sessions ask each cycle. */
export interface ProfileIndex {
  by_ja4: ReadonlyMap<string, BrowserProfile[]>
  by_h2: ReadonlyMap<string, BrowserProfile[]>
  /** Families whose browsers offer these cipher suites. */
  families_by_ciphers: ReadonlyMap<string, ReadonlySet<string>>
  openings_of: ReadonlyMap<string, Http2Opening[]>
  /** By `family http_version scheme`. */
  headers_of: ReadonlyMap<string, DocumentHeaders[]>
}

const indexes = new WeakMap<readonly BrowserProfile[], ProfileIndex>()

export function profileIndexOf(profiles: readonly BrowserProfile[]): ProfileIndex {
  const known = indexes.get(profiles)
  if (known !== undefined) return known
  const index = indexed(profiles)
  indexes.set(profiles, index)
  return index
}

function indexed(profiles: readonly BrowserProfile[]): ProfileIndex {
  const ja4s = profiles.flatMap((profile) => profile.ja4s.map((ja4) => ({ ja4, profile })))
  const openings = profiles.flatMap((profile) => profile.h2_fingerprints.map((text) => ({ text, profile })))
  const headers = profiles.flatMap(({ family, document_headers }) =>
    document_headers.map((each) => ({ key: headersKey(family, each.http_version, each.scheme), each })),
  )
  const ciphers = groupedBy(ja4s, ({ ja4 }) => readJa4(ja4)?.cipher_hash ?? '')
  return {
    by_ja4: mapped(
      groupedBy(ja4s, ({ ja4 }) => ja4),
      ({ profile }) => profile,
    ),
    by_h2: mapped(
      groupedBy(openings, ({ text }) => text),
      ({ profile }) => profile,
    ),
    families_by_ciphers: new Map(
      [...ciphers].map(([hash, group]) => [hash, new Set(group.map(({ profile }) => profile.family))]),
    ),
    openings_of: new Map(
      [...groupedBy(openings, ({ profile }) => profile.family)].map(([family, group]) => [
        family,
        [...new Set(group.map(({ text }) => text))].flatMap((text) => readHttp2(text) ?? []),
      ]),
    ),
    headers_of: mapped(
      groupedBy(headers, ({ key }) => key),
      ({ each }) => each,
    ),
  }
}

function mapped<T, U>(groups: ReadonlyMap<string, readonly T[]>, pick: (item: T) => U): Map<string, U[]> {
  return new Map([...groups].map(([key, group]) => [key, group.map(pick)]))
}

export function headersKey(family: string, http_version: string, scheme: string): string {
  return `${family} ${http_version === '3' ? '2' : http_version} ${scheme}`
}
