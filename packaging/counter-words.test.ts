import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { LOSS_WORDS } from '#components/health/counter-words.ts'
import { projectRoot } from './config.ts'

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8')

/** What the kernel programs count: the enum's names, in lower case. */
function kernelLosses(): string[] {
  const counters = /enum counter \{([^}]*)\}/.exec(read('bpf/wire.h'))?.[1] ?? ''
  return [...counters.matchAll(/^\s*(DROPPED_\w+|MALFORMED_\w+) = /gm)].map(([, name = '']) => name.toLowerCase())
}

/** What the sensor's own code counts: names in quotes, and keys of what `counters()` tells. */
function sensorLosses(): string[] {
  const files = readdirSync(path.join(projectRoot, 'sensor'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !/[.](test|fixture|builder)[.]ts$/.test(file))
  return sources.flatMap((file) =>
    [
      ...read(path.join('sensor', file)).matchAll(
        /'((?:dropped|malformed)_\w+)'|(?<![.\w#])((?:dropped|malformed)_\w+):/g,
      ),
    ].map(([, quoted, key]) => quoted ?? key ?? ''),
  )
}

it('every loss that the sensor can count has words on the Health page', () => {
  const known = new Set([...kernelLosses(), ...sensorLosses()])
  expect(known.size).toBeGreaterThan(20)
  expect([...known].filter((name) => !Object.hasOwn(LOSS_WORDS, name))).toEqual([])
})

it('the Health page has no words for losses that nothing counts', () => {
  const known = new Set([...kernelLosses(), ...sensorLosses()])
  expect(Object.keys(LOSS_WORDS).filter((name) => !known.has(name))).toEqual([])
})
