import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { LISTS, settings } from './settings.ts'

const Settings = z.strictObject(settings)
export type SensorConfig = z.infer<typeof Settings> & {
  /** Read this capture file (`-`: standard input) instead of the kernel. */
  pcap: string | undefined
  /** Only with a capture file: leave secrets in what is printed. */
  keep_secrets: boolean
  check_only: boolean
}

const ProcessEnvironment = z.object({ PORT: z.coerce.number().int().min(1).max(65_535).default(3000) })

/** What the surrounding product tells every process. */
export const processConfig = { dashboard_port: ProcessEnvironment.parse(process.env).PORT }

/** The command line itself was wrong, or a setting: the message names the key and where it stood. */
export class ConfigError extends Error {}

const parseText = (key: string, text: string) =>
  LISTS.has(key)
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : text

/** YAML file, then environment (`VIGIE_SENSOR_<KEY>`), then command line (`--key`): the later wins. */
export function readSensorConfig(
  argv: readonly string[],
  environment: Record<string, string | undefined> = process.env,
): SensorConfig {
  const options = readCommandLine(argv)
  const file = typeof options['config'] === 'string' ? options['config'] : environment['VIGIE_SENSOR_CONFIG']
  const fromFile = file === undefined ? {} : readYaml(file)
  const merged: Record<string, unknown> = { ...fromFile }
  const origin = new Map(Object.keys(fromFile).map((key) => [key, file ?? '']))
  for (const key of Object.keys(settings)) {
    const variable = `VIGIE_SENSOR_${key.toUpperCase()}`
    const option = key.replaceAll('_', '-')
    const fromEnvironment = environment[variable]
    const fromOption = options[option]
    if (fromEnvironment !== undefined) {
      merged[key] = parseText(key, fromEnvironment)
      origin.set(key, variable)
    }
    if (typeof fromOption === 'string') {
      merged[key] = parseText(key, fromOption)
      origin.set(key, `--${option}`)
    }
  }
  if (options['stdout'] === true) merged['outputs'] = ['stdout']
  const parsed = Settings.safeParse(merged)
  if (!parsed.success) throw new ConfigError(describe(parsed.error, origin))
  const pcap = typeof options['pcap'] === 'string' ? options['pcap'] : undefined
  const keep_secrets = options['keep-secrets'] === true
  if (keep_secrets && (pcap === undefined || parsed.data.outputs.some((output) => output !== 'stdout'))) {
    throw new ConfigError('--keep-secrets: only together with --pcap and --stdout')
  }
  return { ...parsed.data, pcap, keep_secrets, check_only: options['check-config'] === true }
}

function readCommandLine(argv: readonly string[]): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.keys(settings).map((key) => [key.replaceAll('_', '-'), { type: 'string' as const }]),
  )
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ...own,
        config: { type: 'string' },
        pcap: { type: 'string' },
        stdout: { type: 'boolean' },
        'keep-secrets': { type: 'boolean' },
        'check-config': { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error))
  }
}

function readYaml(file: string): Record<string, unknown> {
  try {
    const content: unknown = parseYaml(readFileSync(file, 'utf8'))
    return z.record(z.string(), z.unknown()).parse(content ?? {})
  } catch (error) {
    throw new ConfigError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function describe(error: z.ZodError, origin: ReadonlyMap<string, string>): string {
  return error.issues
    .map((issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => `${key} (${origin.get(key) ?? 'configuration'}): no such setting`).join('; ')
      }
      const key = String(issue.path[0] ?? '')
      return `${key} (${origin.get(key) ?? 'default'}): ${issue.message}`
    })
    .join('; ')
}
