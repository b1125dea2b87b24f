import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pointClickhouseAt } from '#db/clickhouse/client.ts'
import { freePort } from '#db/clickhouse/embedded/free-port.ts'
import { startEmbedded } from '#db/clickhouse/embedded/start-embedded.ts'
import { migrate } from '#db/clickhouse/migrate.ts'
import { loadBundledWhereEmpty } from '#db/refdata/load-bundled.ts'
import { run } from '#lab/process/run.ts'

/** A store and a state directory of the evaluation's own; this process's queries go to it. */
export interface EvaluationStore {
  state_directory: string
  /** Runs a command of `npm run -s ml` there; answers with what it printed, throws what it complained of. */
  ml: (...words: string[]) => Promise<string>
  /** The same with models and decisions in another state directory. */
  mlIn: (state_directory: string, ...words: string[]) => Promise<string>
  stop: () => Promise<void>
}

const ROOT = join(import.meta.dirname, '../../..')
const MEMORY_MB = 3000

export async function startEvaluationStore(): Promise<EvaluationStore> {
  const state_directory = mkdtempSync(join(tmpdir(), 'vigie-evaluation-'))
  const port = await freePort()
  const store = await startEmbedded({ stateDirectory: state_directory, port, memory_mb: MEMORY_MB })
  await pointClickhouseAt(store.endpoint)
  const stop = async (): Promise<void> => {
    await pointClickhouseAt(undefined)
    await store.stop()
    rmSync(state_directory, { recursive: true, force: true })
  }
  try {
    await migrate()
    await loadBundledWhereEmpty()
  } catch (error) {
    await stop()
    throw error
  }
  const mlIn = async (directory: string, ...words: string[]): Promise<string> => {
    // The store's passwords go with it.
    if (directory !== state_directory)
      cpSync(join(state_directory, 'secrets'), join(directory, 'secrets'), { recursive: true })
    const environment = [`VIGIE_STATE_DIR=${directory}`, `EMBEDDED_CLICKHOUSE_PORT=${port}`, 'NODE_ENV=production']
    const program = [process.execPath, '--import', 'tsx', join(ROOT, 'ml/main.ts'), ...words]
    const { code, stdout, stderr } = await run(['env', '-C', ROOT, ...environment, ...program])
    if (code !== 0) throw new Error(`ml ${words.join(' ')}: ${stderr.trim().split('\n').slice(-6).join('\n')}`)
    return `${stderr.trim()}\n${stdout.trim()}`.trim()
  }
  return { state_directory, mlIn, ml: (...words) => mlIn(state_directory, ...words), stop }
}
