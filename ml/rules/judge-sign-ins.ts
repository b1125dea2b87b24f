import type { SignInTries } from '#db/clickhouse/rules/list-sign-in-tries.ts'
import type { StuffedSignIns } from '#db/clickhouse/rules/list-stuffed-sign-ins.ts'
import type { Thresholds } from './config.ts'
import { counted, groupedBy, spanWords, sumOf, type Finding } from './finding.ts'

/** So many times the threshold is no longer somebody who tries by hand. */
const GRAVE = 10

/** One address that is refused again and again: at one host, or at many (then it is one word list for all of them). */
export function judgeSignIns(rows: readonly SignInTries[], limits: Thresholds): Finding[] {
  const addresses = groupedBy(rows, ({ window_start, src_ip }) => `${window_start} ${src_ip}`)
  return addresses.flatMap((of_address) => {
    const tried = of_address.filter(isRefusedMostly)
    const hosts = groupedBy(tried, ({ host }) => host)
    const refusing = hosts.filter((of_host) => sumOf(of_host, ({ refused }) => refused) >= 2)
    if (limits.stuffing_hosts > 0 && refusing.length >= limits.stuffing_hosts && isEnough(tried, limits)) {
      return tried.map((row) => stuffingOverHosts(row, tried, refusing.length))
    }
    const programs = of_address.filter(({ is_program }) => is_program === 1)
    const guessed = groupedBy(programs, ({ host }) => host).length
    if (limits.stuffing_hosts > 0 && guessed >= limits.stuffing_hosts) {
      return programs.map((row) => stuffingOverHosts(row, programs, guessed))
    }
    return groupedBy(of_address, ({ host }) => host).flatMap((of_host) => bruteForce(of_host, limits))
  })
}

function isEnough(rows: readonly SignInTries[], { sign_ins_refused }: Thresholds): boolean {
  const refused = sumOf(rows, (row) => row.refused)
  return refused >= sign_ins_refused && refused * 2 >= sumOf(rows, ({ tries }) => tries)
}

/** Somebody who mistypes and gets in at last is not one of them, even if the address guesses. */
function isRefusedMostly({ tries, refused, accepted }: SignInTries): boolean {
  return refused * 2 >= tries && (accepted === 0 || refused >= 10)
}

function bruteForce(of_host: readonly SignInTries[], limits: Thresholds): Finding[] {
  if (!isEnough(of_host, limits)) return of_host.flatMap(byProgram)
  const guessing = of_host.filter(isRefusedMostly)
  const tries = sumOf(guessing, (row) => row.tries)
  const refused = sumOf(guessing, (row) => row.refused)
  const accepted = sumOf(guessing, (row) => row.accepted)
  const credentials = sumOf(guessing, (row) => row.credentials)
  const is_taken = guessing.some(({ is_accepted_late }) => is_accepted_late === 1)
  const grave = is_taken || refused >= GRAVE * limits.sign_ins_refused
  return guessing.map(({ window_start, src_ip, ja4, host }) => ({
    rule: 'brute_force',
    ...{ window_start, src_ip, ja4, host },
    threat_level: grave ? 'CRITICAL' : 'HIGH',
    rule_counts: { login_tries: tries, refused, accepted, ...(credentials > 0 && { credentials }) },
    reason: `${counted(tries, 'log-in try', 'log-in tries')} ${spanWords(guessing)}, ${refused} refused${
      is_taken ? '; then one was accepted' : ''
    }.`,
  }))
}

/** Where a site leads on whatever was typed, no answer tells of a refusal; but no person signs in like this. */
function byProgram({ is_program, ...row }: SignInTries): Finding[] {
  if (is_program === 0) return []
  const { window_start, src_ip, ja4, host, tries, refused, accepted } = row
  return [
    {
      rule: 'brute_force',
      ...{ window_start, src_ip, ja4, host },
      threat_level: 'HIGH',
      rule_counts: { login_tries: tries, refused, accepted },
      reason: `${counted(tries, 'log-in try', 'log-in tries')} ${spanWords([row])} by a program that loads nothing else, ${refused} refused; the answers do not tell whether one was right.`,
    },
  ]
}

function stuffingOverHosts(row: SignInTries, tried: readonly SignInTries[], hosts: number): Finding {
  const { window_start, src_ip, ja4, host } = row
  const refused = sumOf(tried, (each) => each.refused)
  const tries = sumOf(tried, (each) => each.tries)
  const is_taken = tried.some(({ is_accepted_late }) => is_accepted_late === 1)
  return {
    rule: 'credential_stuffing',
    ...{ window_start, src_ip, ja4, host },
    threat_level: is_taken ? 'CRITICAL' : 'HIGH',
    rule_counts: { login_tries: tries, refused, hosts },
    reason: `${counted(tries, 'log-in try', 'log-in tries')} at ${hosts} hosts ${spanWords(tried)}, ${refused} refused.`,
  }
}

/** Many addresses that look the same and try a few times each. */
export function judgeStuffing(rows: readonly StuffedSignIns[], limits: Thresholds): Finding[] {
  return rows.map((row) => {
    const { window_start, src_ip, ja4, host, group_addresses, group_tries, group_refused, group_accepted } = row
    const grave = group_addresses >= GRAVE * limits.stuffing_addresses || group_accepted > 0
    const accepted = group_accepted > 0 ? `, ${group_accepted} accepted` : ''
    return {
      rule: 'credential_stuffing',
      ...{ window_start, src_ip, ja4, host },
      threat_level: grave ? 'CRITICAL' : 'HIGH',
      rule_counts: {
        addresses: group_addresses,
        login_tries: group_tries,
        refused: group_refused,
        accepted: group_accepted,
        own_tries: row.tries,
      },
      reason: `One of ${group_addresses} addresses with the same fingerprint that try to log in here: ${counted(group_tries, 'try', 'tries')}, ${group_refused} refused${accepted}.`,
    }
  })
}
