import { migrateStateDatabase, prepare } from './prepare.ts'
import { reasonOf, say } from './progress.ts'

/** Everything that `npm start` does before it starts processes: for images and service units. */
try {
  await prepare()
  await migrateStateDatabase()
} catch (error) {
  say(`Set-up failed: ${reasonOf(error)}`)
  process.exit(1)
}
