import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readSensorConfig } from './config.ts'

function yamlFile(content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'vigie-config-')), 'sensor.yaml')
  writeFileSync(file, content)
  return file
}

describe('sensor configuration', () => {
  test('the command line wins over the environment, which wins over the file', () => {
    const file = yamlFile('idle_ms: 1000\nmax_connections: 10\nlisten_ports: [80]\n')
    const environment = { VIGIE_SENSOR_MAX_CONNECTIONS: '20', VIGIE_SENSOR_LISTEN_PORTS: '8080,8443' }
    const config = readSensorConfig(['--config', file, '--listen-ports', '443'], environment)
    expect(config).toMatchObject({ idle_ms: 1000, max_connections: 20, listen_ports: [443] })
  })

  test('a wrong value is refused with its key and where it stood', () => {
    const wrong = () => readSensorConfig([], { VIGIE_SENSOR_IDLE_MS: 'soon' })
    expect(wrong).toThrow(ConfigError)
    expect(wrong).toThrow(/idle_ms \(VIGIE_SENSOR_IDLE_MS\)/)
  })

  test('a misspelt key in the file is refused by its name', () => {
    const file = yamlFile('interfacez: [lo]\n')
    expect(() => readSensorConfig(['--config', file], {})).toThrow(/interfacez .*no such setting/)
  })

  test('a misspelt option is refused by its name', () => {
    expect(() => readSensorConfig(['--interfacez', 'lo'], {})).toThrow(/interfacez/)
  })

  test('secrets are shown only from a capture file to standard output', () => {
    expect(() => readSensorConfig(['--keep-secrets'], {})).toThrow(/--keep-secrets/)
    expect(() => readSensorConfig(['--keep-secrets', '--pcap', 'x'], {})).toThrow(/--keep-secrets/)
    expect(readSensorConfig(['--keep-secrets', '--pcap', 'x', '--stdout'], {}).keep_secrets).toBe(true)
  })
})
