import { expect, test } from 'vitest'
import { readSensorConfig } from './config.ts'
import { reloadOf } from './reload.ts'

const read = (...argv: string[]) => readSensorConfig(argv, {})

test('a running sensor takes what it can, keeps the rest as it is, and names both', () => {
  const running = read('--interfaces', 'lo', '--sensor-id', 'a')
  const next = read('--interfaces', 'lo,eth0', '--sensor-id', 'b', '--idle-ms', '5')
  const { config, taken, waiting } = reloadOf(running, next)
  expect(config).toEqual({ ...running, interfaces: ['lo', 'eth0'] })
  expect(taken).toEqual(['interfaces'])
  expect(waiting).toEqual(['sensor_id', 'idle_ms'])
})

test('settings that did not change restart nothing', () => {
  expect(reloadOf(read(), read())).toMatchObject({ taken: [], waiting: [] })
})
