import { SessionFilter } from '#db/model/session.ts'

/** Why a text is no address that the list can be narrowed to; empty when it is one. */
export function addressProblem(text: string): string {
  return SessionFilter.shape.src_ip.safeParse(text).success ? '' : 'Write a whole IPv4 or IPv6 address.'
}

export function ja4Problem(text: string): string {
  return SessionFilter.shape.ja4.safeParse(text).success ? '' : 'A JA4 has at most 36 characters.'
}
