import type { ChallengeRecord } from '#db/model/challenge.ts'

const COUNTS = ['served', 'passed', 'failed', 'denied', 'allowed'] as const

/** What challenges of an hour said, to be looked up by address and host. */
export class ChallengeBook {
  private readonly records = new Map<string, ChallengeRecord>()

  constructor(records: readonly ChallengeRecord[]) {
    for (const record of records) this.records.set(`${record.src_ip} ${record.host}`, record)
  }

  /** What was said on this host, and what was said without naming one. */
  of(src_ip: string, host: string): ChallengeRecord | undefined {
    const here = this.records.get(`${src_ip} ${host}`)
    const anywhere = host === '' ? undefined : this.records.get(`${src_ip} `)
    if (here === undefined || anywhere === undefined) return here ?? anywhere
    const sums = { ...here }
    for (const count of COUNTS) sums[count] += anywhere[count]
    sums.deny_rule ||= anywhere.deny_rule
    sums.allow_rule ||= anywhere.allow_rule
    return sums
  }
}
