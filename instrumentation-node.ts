import { Cron } from 'croner'
import { runRulesOnce } from '#app/api/run-rules.ts'
import { runScoring } from '#app/api/run-scoring.ts'
import { runTraining } from '#app/api/run-training.ts'
import { notePeerAddresses } from '#app/auth/note-peer-addresses.ts'
import { config } from '#app/config.ts'
import { Conflict } from '#db/model/errors.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { updateLists } from '#db/refdata/update-lists.ts'
import { readOrCreateSecret } from '#db/state-directory.ts'

/** What the web process does besides answering: a state database that is up to date, and the scoring schedule. */
export async function startServerWork() {
  notePeerAddresses()
  // There from the start, so that an outside schedule can read it.
  readOrCreateSecret('cron')
  try {
    await migrateState()
  } catch (error) {
    // The pages still answer and Health says what is wrong; readyz stays at 503.
    console.error('The state database could not be brought up to date:', error)
  }
  schedule(config.score_cron, 'Scoring', runScoring)
  schedule(config.rules_cron, 'Rules', () => runRulesOnce())
  schedule(config.train_cron, 'Training', runTraining)
  if (config.refdata_cron !== 'off') scheduleReferenceData()
}

/** Does the work at its times, one at a time. A failure is told once, not every minute that the store is away. */
function schedule(pattern: string, name: string, work: () => Promise<unknown>) {
  if (pattern === 'off') return
  let last_failure = ''
  new Cron(pattern, { protect: true, unref: true }, async () => {
    try {
      await work()
      last_failure = ''
    } catch (error) {
      // Busy: another process, or somebody by hand, is at it.
      if (error instanceof Conflict && error.message.startsWith('Busy')) return
      const failure = error instanceof Error ? error.message : String(error)
      if (failure !== last_failure) console.error(`${name}: ${failure}`)
      last_failure = failure
    }
  })
}

function scheduleReferenceData() {
  new Cron(config.refdata_cron, { protect: true, unref: true }, async () => {
    try {
      await updateLists(
        { names: [], acceptChange: false },
        {
          begin: () => ({}),
          end: ({ list, outcome, detail }) => {
            if (outcome === 'failed') console.error(`Reference data: ${list}: ${detail}; the version before stays`)
          },
        },
      )
    } catch (error) {
      console.error(`Reference data: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}
