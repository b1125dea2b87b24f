import type { ThreatLevel } from '#db/model/threat-level.ts'

/** From the most to the least severe, then what stands beside the ladder; shape, letter and word say the same as the colour. */
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
  {
    level: 'LEGITIMATE_BROWSER',
    word: 'Browser',
    letter: 'B',
    shape: 'M2.500 2.500h11v11h-11z',
    text: 'text-human',
    color: 'var(--human)',
  },
  {
    level: 'KNOWN_BOT',
    word: 'Known bot',
    letter: 'K',
    shape: 'M1.500 1.500h13v13h-13z',
    text: 'text-bot',
    color: 'var(--bot)',
  },
  {
    level: 'ANUBIS_DENY',
    word: 'Denied',
    letter: 'D',
    shape: 'M5 .800h6L15.200 5v6L11 15.200H5L.800 11V5z',
    text: 'text-hostile',
    color: 'var(--hostile)',
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
