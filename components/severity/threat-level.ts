import type { Session } from '#db/model/session.ts'

export type ThreatLevel = NonNullable<Session['threat_level']>

/** From the most to the least severe; shape, letter and word say the same as the colour. */
export const THREAT_LEVELS = [
  {
    level: 'CRITICAL',
    word: 'Critical',
    letter: 'C',
    shape: 'M8 .8 15.200 8 8 15.200 .8 8z',
    text: 'text-critical',
    color: 'var(--critical)',
  },
  {
    level: 'HIGH',
    word: 'High',
    letter: 'H',
    shape: 'M8 1.200 15.500 14.500H.5z',
    text: 'text-high',
    color: 'var(--high)',
  },
  {
    level: 'MEDIUM',
    word: 'Medium',
    letter: 'M',
    shape: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z',
    text: 'text-medium',
    color: 'var(--medium)',
  },
  { level: 'LOW', word: 'Low', letter: 'L', shape: 'M8 14.800.5 1.500h15z', text: 'text-low', color: 'var(--low)' },
  {
    level: 'NORMAL',
    word: 'Normal',
    letter: 'N',
    shape: 'M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13z',
    text: 'text-info',
    color: 'var(--info)',
  },
] as const satisfies readonly {
  level: ThreatLevel
  word: string
  letter: string
  shape: string
  text: string
  color: string
}[]

export function threatLevelOf(level: ThreatLevel) {
  return THREAT_LEVELS.find((each) => each.level === level) ?? THREAT_LEVELS[4]
}
