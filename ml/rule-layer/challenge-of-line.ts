import { z } from 'zod'
import { ChallengeResult, type ChallengeOutcome } from '#db/model/challenge.ts'

/** What we read of a line of Anubis' log (slog's JSON); a stranger's headers stand in it, so nothing is believed unread. */
const Line = z.object({
  time: z.string(),
  msg: z.string(),
  host: z.string().default(''),
  'x-real-ip': z.string().default(''),
  'x-forwarded-for': z.string().default(''),
  check_result: z
    .object({ name: z.string().default(''), rule: z.string().default('') })
    .default({ name: '', rule: '' }),
})

/** Words of the messages, which changed a little from version to version. */
const OUTCOMES: readonly [RegExp, ChallengeOutcome][] = [
  [/explicit deny/i, 'denied'],
  [/challenge (was )?(passed|completed|solved)|passed (the )?challenge/i, 'passed'],
  [
    /(challenge|response|hash|nonce|validation|proof).*(fail|invalid|mismatch|not match|wrong)|(invalid|wrong) (response|nonce|hash|challenge)/i,
    'failed',
  ],
  [/(new )?challenge (was )?issued|(rendering|serving|issuing) .*challenge/i, 'served'],
  [/allowing traffic to origin \(explicit\)|explicit allow/i, 'allowed'],
]

/** What a line says of a visitor; undefined when it tells of something else or cannot be read. */
export function challengeOfLine(text: string): ChallengeResult | undefined {
  const line = Line.safeParse(jsonOf(text))
  if (!line.success) return undefined
  const { time, msg, host, check_result } = line.data
  const outcome = OUTCOMES.find(([words]) => words.test(msg))?.[1]
  const src_ip = line.data['x-real-ip'] || (line.data['x-forwarded-for'].split(',')[0] ?? '').trim()
  const result = ChallengeResult.safeParse({
    time,
    src_ip,
    host: host.replace(/:\d+$/, ''),
    outcome,
    rule: check_result.name.slice(0, 200),
  })
  return result.success ? result.data : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
