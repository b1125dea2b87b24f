import { startConfig } from './config.ts'
import { isPortTaken } from './port-taken.ts'
import { migrateStateDatabase, migrateStore, prepare } from './prepare.ts'
import { listChildren } from './product.ts'
import { reasonOf, say, step } from './progress.ts'
import { runCommand } from './run-command.ts'
import { SupervisedChild, type ChildSpec } from './supervised-child.ts'
import { claimStateDirectory } from './supervisor-lock.ts'

/** Sets up what is missing, then starts and supervises store, dashboard and sensor until it is told to stop. */
async function start(): Promise<void> {
  const release = claimStateDirectory(startConfig.publicUrl)
  const running: SupervisedChild[] = []
  const ending = new AbortController()
  const stop = async (exitCode: number) => {
    if (ending.signal.aborted) return
    ending.abort()
    say('\nStopping')
    for (const child of running.reverse()) await step(`stop ${child.name}`, () => child.stop())
    release()
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

  try {
    await prepare()
    await migrateStateDatabase()
    if (startConfig.clickhouseUrl !== undefined) await migrateStore()
    let isDashboardUp = false
    for (const spec of listChildren()) {
      if (ending.signal.aborted) return
      const ready = await startChild(spec, running)
      if (spec.name === 'dashboard') isDashboardUp = ready
    }
    if (isDashboardUp) await sayUp()
    else say('Running without the dashboard: what hinders it stands above   (Ctrl-C stops it)')
  } catch (error) {
    say(`Vigie did not start: ${reasonOf(error)}`)
    await stop(1)
  }
}

async function startChild(spec: ChildSpec, running: SupervisedChild[]): Promise<boolean> {
  if (spec.port !== undefined && (await isPortTaken(spec.port))) {
    say(
      `  ! ${spec.name}: port ${spec.port} is taken by another program; set ${spec.portVariable ?? 'another port'} to a free one and start again.`,
    )
    return false
  }
  const child = new SupervisedChild(spec, (line) => say(`  ! ${line}`))
  running.push(child)
  const ready = await step(
    `start ${spec.name}`,
    () => child.start(),
    (up) => (up ? 'ready' : 'not running'),
  )
  if (spec.name === 'store' && ready) await migrateStore()
  return ready
}

async function sayUp(): Promise<void> {
  const link = await createSetupLink()
  const invitation = link === '' ? '' : `\nFirst start: create your account at this link, valid once: ${link}`
  say(`Vigie is up: ${startConfig.publicUrl}   (Ctrl-C stops it)${invitation}`)
}

/** Empty when there is an account already. */
async function createSetupLink(): Promise<string> {
  const environment = { PORT: String(startConfig.port), PUBLIC_URL: startConfig.publicUrl }
  const admin = await runCommand(process.execPath, ['--import', 'tsx', 'db/admin.ts', 'setup-link'], environment)
  if (!admin.ok) throw new Error(`no set-up link: ${admin.output}`)
  return admin.printed.trim()
}

// A terminal that was closed must not stop an orderly end.
process.stdout.on('error', () => undefined)

try {
  await start()
} catch (error) {
  say(`Vigie did not start: ${reasonOf(error)}`)
  process.exit(1)
}
