import { clickhouseFor, closeClickhouse } from './clickhouse/client.ts'
import { migrate, migrationStatus } from './clickhouse/migrate.ts'

const USAGE = 'usage: npm run db -- migrate | status'

async function main(command: string | undefined): Promise<number> {
  const ping = await clickhouseFor('migrator').ping({ select: true })
  if (!ping.success) {
    console.error(`The store does not answer (${ping.error.message}): start it with npm run store.`)
    return 1
  }
  switch (command) {
    case 'migrate': {
      const applied = await migrate((line) => console.log(line))
      console.log(applied.length === 0 ? 'nothing to do' : `${applied.length} migrations applied`)
      return 0
    }
    case 'status': {
      const status = await migrationStatus()
      for (const { name, applied_at, changed } of status) {
        console.log(`${name}  ${applied_at ?? 'pending'}${changed ? '  EDITED after being applied' : ''}`)
      }
      return status.some(({ changed }) => changed) ? 1 : 0
    }
    default:
      console.error(USAGE)
      return 2
  }
}

try {
  process.exitCode = await main(process.argv[2])
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
