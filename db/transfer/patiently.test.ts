import { ClickHouseError } from '@clickhouse/client'
import { expect, test } from 'vitest'
import { Unavailable } from '../model/errors.ts'
import { isBusy, isLate, patiently } from './patiently.ts'

const busy = () =>
  new Unavailable('too busy', {
    cause: new ClickHouseError({ message: 'memory', code: '241', type: 'MEMORY_LIMIT_EXCEEDED' }),
  })

/** Fails so often, then tells how often it was tried. */
function failing(times: number, error: () => Error) {
  let tries = 0
  return () => {
    tries += 1
    return tries > times ? Promise.resolve(tries) : Promise.reject(error())
  }
}

test('a busy store is tried again, so often and no more', async () => {
  expect(await patiently(failing(2, busy), [1, 1])).toBe(3)
  await expect(patiently(failing(3, busy), [1, 1])).rejects.toThrow('too busy')
})

test('a store that does not answer, or refuses, is not tried again', async () => {
  await expect(
    patiently(
      failing(1, () => new Unavailable('gone')),
      [1],
    ),
  ).rejects.toThrow('gone')
  await expect(
    patiently(
      failing(1, () => new Error('wrong')),
      [1],
    ),
  ).rejects.toThrow('wrong')
})

test('whoever can wait tries again after a call that took too long, never after one that nobody answered', async () => {
  const late = () => new Unavailable('seed: the store does not answer', { cause: new Error('Timeout error.') })
  const gone = () => new Unavailable('seed: the store does not answer', { cause: new Error('connect ECONNREFUSED') })
  const isWorthIt = (error: unknown) => isBusy(error) || isLate(error)
  expect(await patiently(failing(2, late), [1, 1], isWorthIt)).toBe(3)
  await expect(patiently(failing(1, gone), [1], isWorthIt)).rejects.toThrow('does not answer')
  await expect(patiently(failing(1, late), [1])).rejects.toThrow('does not answer')
})
