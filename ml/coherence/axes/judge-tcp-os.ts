import type { Finding } from '#db/model/evidence.ts'
import type { Sight } from '../sight.ts'

/** Whose TCP stack a claimed system has, in the words of os_guess. */
const STACK_OF: Readonly<Record<string, string>> = {
  Android: 'Linux',
  ChromeOS: 'Linux',
  Linux: 'Linux',
  iOS: 'Apple',
  macOS: 'Apple',
  Windows: 'Windows',
}

/** Whether the SYN is one of the claimed system's. A stack that no list knows says nothing. */
export function judgeTcpOs({ evidence }: Sight): Finding[] {
  const { claimed_os, os_guess } = evidence
  if (!evidence.has_syn) return [unknown('The SYN was not seen.')]
  if (evidence.behind_proxy) return [unknown('Behind a proxy: the SYN is the proxy’s.')]
  const expected = STACK_OF[claimed_os]
  if (expected === undefined) return [unknown('The user agent names no system.')]
  if (os_guess === '') return [unknown('The SYN fits no known system, or several.')]
  if (os_guess === expected) return [{ axis: 'tcp_os', fits: 1, sentence: `Claims ${claimed_os}, and its SYN fits.` }]
  const sentence = `Claims ${claimed_os}; its SYN is ${os_guess}’s.`
  return [{ axis: 'tcp_os', fits: -1, sentence }]
}

const unknown = (sentence: string): Finding => ({ axis: 'tcp_os', fits: 0, sentence })
