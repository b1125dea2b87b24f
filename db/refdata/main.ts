import { clickhouseFor, closeClickhouse } from '../clickhouse/client.ts'
import { requireSchema } from '../clickhouse/require-schema.ts'
import { startProgress } from '../progress-bar.ts'
import { loadBundledAnew } from './load-bundled.ts'
import { printStatus } from './print-status.ts'
import type { UpdateOutcome } from './update-list.ts'
import { updateLists, type Watcher } from './update-lists.ts'

const USAGE = `usage: npm run refdata -- update [LIST…] [--accept-change]   download, check, swap
       npm run refdata -- status                             every list, its rows, its age, its last failure
       npm run refdata -- bundled                            back to the small set that comes with the product`

async function main([command, ...words]: string[]): Promise<number> {
  const names = words.filter((word) => !word.startsWith('-'))
  const options = words.filter((word) => word.startsWith('-'))
  if (command === undefined || !['update', 'status', 'bundled'].includes(command)) return refuse()
  const foreign = command === 'update' ? options.filter((option) => option !== '--accept-change') : words
  if (foreign.length > 0) return refuse(`${command} does not understand "${foreign.join(' ')}".`)
  const ping = await clickhouseFor('migrator').ping({ select: true })
  if (!ping.success) {
    console.error(`The store does not answer (${ping.error.message}): start it with npm run store.`)
    return 1
  }
  await requireSchema({ newest: true })
  switch (command) {
    case 'update':
      return summary(await updateLists({ names, acceptChange: options.length > 0 }, progressWatcher()))
    case 'status':
      return printStatus()
    case 'bundled':
      await loadBundledAnew((line) => console.log(line))
      return printStatus()
    default:
      return refuse()
  }
}

function refuse(complaint?: string): number {
  if (complaint !== undefined) console.error(complaint)
  console.error(USAGE)
  return 2
}

/** A bar per list while it comes, then one line of what became of it. */
function progressWatcher(): Watcher {
  let bar: ReturnType<typeof startProgress> | undefined
  return {
    begin: ({ name }, expected_rows) => ({
      onRows: (rows) => {
        bar ??= startProgress(name, expected_rows)
        bar.add(rows)
      },
    }),
    end: ({ list, outcome, rows, detail }) => {
      bar?.end()
      bar = undefined
      const line = `${list}: ${outcome}${rows > 0 ? `, ${rows.toLocaleString('en')} rows` : ''}${detail === '' ? '' : ` (${detail})`}`
      // A failed list's rows are those that it had before.
      const left = rows > 0 ? 'the version before stays' : 'there is no version yet'
      if (outcome === 'failed') console.error(`${line}; ${left}`)
      else console.log(line)
    },
  }
}

/** 1 when a list failed: the old one stays, but somebody should look. */
function summary(outcomes: UpdateOutcome[]): number {
  const count = (wanted: UpdateOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  console.log(`${count('loaded')} loaded, ${count('unchanged')} unchanged, ${count('failed')} failed`)
  return count('failed') > 0 ? 1 : 0
}

// Whoever reads along may stop: `status | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
