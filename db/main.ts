import { closeClickhouse } from './clickhouse/client.ts'
import { migrateCommand } from './command/migrate.ts'
import { rollbackPlanCommand } from './command/rollback-plan.ts'
import { statusCommand } from './command/status.ts'
import { usersCommand } from './command/users.ts'
import { verifyCommand } from './command/verify.ts'
import { wordless } from './command/wordless.ts'
import { exportCommand, importCommand } from './transfer/command.ts'

/** Each takes the words after its name and returns the process's exit code. */
const COMMANDS: Record<string, { does: string; run: (words: string[]) => Promise<number> }> = {
  migrate: {
    does: 'brings the store to the newest schema and the configured retention',
    run: wordless('migrate', migrateCommand),
  },
  status: {
    does: 'what is applied, pending or edited, and how long rows are kept',
    run: wordless('status', statusCommand),
  },
  verify: {
    does: 'proves that everything is there and that the chain counts are equal',
    run: wordless('verify', verifyCommand),
  },
  'rollback-plan': {
    does: '<migration>: what would take the store back to it; does nothing itself',
    run: rollbackPlanCommand,
  },
  export: { does: '<directory or file.tar>: requests into files', run: exportCommand },
  import: { does: '<directory or file.tar> | --sample: requests from such files, each once', run: importCommand },
  users: {
    does: 'the SQL that makes the accounts on a server of your own',
    run: wordless('users', usersCommand),
  },
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(14)} ${does}`)
  return ['usage: npm run -s db -- <command>', ...lines].join('\n')
}

async function main([name = '', ...words]: string[]): Promise<number> {
  const command = COMMANDS[name]
  if (command) return command.run(words)
  console.error(name === '' ? usage() : `There is no command "${name}".\n${usage()}`)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  const lacks = /Not enough privileges|no named collection/i.test(reason)
  console.error(`${reason.trim()}${lacks ? ': npm run -s db -- users prints what the accounts need' : ''}`)
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
