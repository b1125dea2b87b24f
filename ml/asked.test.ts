import { describe, expect, test } from 'vitest'
import { askedOf } from './asked.ts'

const asked = (line: string) => askedOf(line.split(' '))

describe('a command line', () => {
  test('of a command with its own options is understood', () => {
    expect(asked('train --since 2026-01-01T00:00:00Z --bundle')).toMatchObject({ command: 'train' })
    expect(asked('score')).toMatchObject({ command: 'score', word: undefined })
    expect(asked('score --csv a.csv --voice eif --label-column y').command).toBe('score --csv')
    expect(asked('challenges anubis.log')).toMatchObject({ command: 'challenges', word: 'anubis.log' })
  })

  test.each([
    ['score --voice eif', 'score does not take --voice, only --since. Nothing was done.'],
    ['score --csv a.csv --since now', 'score --csv does not take --since, only --csv'],
    ['score extra', 'score does not take "extra"'],
    ['train --csv x', 'train does not take --csv'],
    ['status extra --seed 1', 'status does not take "extra", --seed. Nothing was done.'],
    ['challenges a.log b.log', 'challenges does not take "b.log"'],
    ['trian', 'There is no command "trian".'],
  ])('%s is refused by what it does not take', (line, told) => {
    expect(() => asked(line)).toThrow(told)
  })
})
