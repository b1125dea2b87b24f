import { ConfigError, readSensorConfig, type SensorConfig } from './config.ts'
import { forbidCoreDumps } from './libc/core-dumps.ts'
import { startLiveSensor } from './live-sensor.ts'
import { replayCapture } from './replay-capture.ts'
import { log, reasonOf, setLogFormat } from './service-log.ts'

/** sysexits.h EX_USAGE and EX_CONFIG: a supervisor need not try again. */
const EXIT_USAGE = 64
const EXIT_CANNOT_RUN = 78

async function watch(config: SensorConfig): Promise<void> {
  const sensor = await startLiveSensor(config).catch((error: unknown) => {
    throw new Error(`${reasonOf(error)} The dashboard, and --pcap FILE, work without capture.`)
  })
  log('ready')
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await sensor.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  process.on('SIGHUP', () => {
    try {
      sensor.reload(readSensorConfig(process.argv.slice(2))).catch((error: unknown) => {
        log(`${reasonOf(error)} Nothing is watched any more.`)
        process.exit(EXIT_CANNOT_RUN)
      })
    } catch (error) {
      log(`configuration not taken, the former one stays: ${reasonOf(error)}`)
    }
  })
}

try {
  forbidCoreDumps()
  const config = readSensorConfig(process.argv.slice(2))
  setLogFormat(config.log_format)
  if (config.check_only) log('configuration is valid')
  else if (config.pcap === undefined) await watch(config)
  else await replayCapture(config.pcap, config)
} catch (error) {
  log(reasonOf(error))
  process.exit(error instanceof ConfigError ? EXIT_USAGE : EXIT_CANNOT_RUN)
}
