import { describe, expect, test } from 'vitest'
import { parseCommandLine } from './command-line.ts'

describe('the command line', () => {
  test('up has a default for every option', () => {
    const parsed = parseCommandLine(['up'])
    expect(parsed).toMatchObject({ command: 'up', options: { hits: 500, 'http-ratio': 0.3, 'src-ips': 50, seed: 1 } })
  })

  test('TLS versions are a list', () => {
    expect(parseCommandLine(['up', '--tls', '1.3'])).toMatchObject({ options: { tls: ['1.3'] } })
    expect(parseCommandLine(['up', '--tls', '1.2,1.3'])).toMatchObject({ options: { tls: ['1.2', '1.3'] } })
  })

  test.each([['--hits', 'many'], ['--http-ratio', '2'], ['--tls', '1.1'], ['--nonsense'], ['--src-ips', '0']])(
    'what cannot be is answered with a sentence: %s %s',
    (...words) => {
      const parsed = parseCommandLine(['up', ...words])
      expect(parsed.command === 'help' && parsed.complaint).toMatch(/./)
    },
  )

  test('seeding has the integration profile as its default, copies only a known number of rows, and never the future', () => {
    expect(parseCommandLine(['seed'])).toMatchObject({
      command: 'seed',
      options: { hours: 24, hosts: 4, seed: 1, fast: false },
    })
    expect(parseCommandLine(['seed', '--rows', '10000000', '--fast'])).toMatchObject({ options: { rows: 10_000_000 } })
    for (const words of [
      ['--fast'],
      ['--rows', '10000001'],
      ['--until', '2999-01-01'],
      ['--until', 'soon'],
      ['--humans', 'many'],
    ]) {
      const parsed = parseCommandLine(['seed', ...words])
      expect(parsed.command === 'help' && parsed.complaint).toMatch(/^--/)
    }
  })

  test('people have defaults too, and what cannot be is refused', () => {
    expect(parseCommandLine(['humans', '--seed', '7'])).toEqual({
      command: 'humans',
      options: { sessions: 400, seed: 7, 'at-once': 6 },
    })
    expect(parseCommandLine(['humans', '--sessions', '0'])).toMatchObject({ command: 'help' })
  })

  test('the matrix is whole unless a part is named, and knows its servers', () => {
    expect(parseCommandLine(['matrix', '--server', 'nginx,caddy'])).toEqual({
      command: 'matrix',
      options: { server: ['nginx', 'caddy'], protocol: ['http', 'https', 'h2', 'h2c'] },
    })
    expect(parseCommandLine(['matrix', '--server', 'iis'])).toMatchObject({ command: 'help' })
  })

  test('a soak is bounded', () => {
    expect(parseCommandLine(['soak'])).toMatchObject({ options: { minutes: 30, load: 0.5 } })
    expect(parseCommandLine(['soak', '--load', '2'])).toMatchObject({ command: 'help' })
  })

  test('an evaluation captures both halves and judges them, or a part of that', () => {
    expect(parseCommandLine(['evaluate'])).toMatchObject({
      options: { halves: ['train', 'test'], 'capture-only': false, 'captured-only': false },
    })
    expect(parseCommandLine(['evaluate', '--halves', 'test', '--capture-only'])).toMatchObject({
      options: { halves: ['test'], 'capture-only': true },
    })
    for (const words of [
      ['--halves', 'both'],
      ['--capture-only', '--captured-only'],
    ])
      expect(parseCommandLine(['evaluate', ...words])).toMatchObject({ command: 'help' })
  })

  test('a sample is made of captures that are named', () => {
    expect(parseCommandLine(['sample', '--from', 'captures'])).toEqual({
      command: 'sample',
      options: { from: 'captures', out: 'sample', seed: 1 },
    })
    const parsed = parseCommandLine(['sample'])
    expect(parsed.command === 'help' && parsed.complaint).toMatch(/^--from/)
  })

  test('an option of another command is refused, not passed over', () => {
    expect(parseCommandLine(['up', '--rows', '5'])).toEqual({ command: 'help', complaint: '--rows: no option of up' })
    expect(parseCommandLine(['seed', '--hits', '5'])).toEqual({
      command: 'help',
      complaint: '--hits: no option of seed',
    })
  })

  test('an unknown command is named', () => {
    expect(parseCommandLine(['fly'])).toEqual({ command: 'help', complaint: 'There is no command "fly".' })
  })
})
