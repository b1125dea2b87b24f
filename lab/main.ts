import { closeClickhouse } from '#db/clickhouse/client.ts'
import { requireSchema } from '#db/clickhouse/require-schema.ts'
import { Unavailable } from '#db/model/errors.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { down, removeAfter } from './down.ts'
import { humans } from './humans.ts'
import { AlreadyRunning, NotRoot } from './laboratory.ts'
import { matrix } from './matrix/matrix.ts'
import { seed } from './seed/seed.ts'
import { soak } from './soak/soak.ts'
import { statusOf } from './status.ts'
import { up } from './up.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function obey(words: string[]): Promise<number> {
  const asked = parseCommandLine(words)
  switch (asked.command) {
    case 'up':
      return (await up(asked.options, say)) ? 0 : 1
    case 'humans':
      return (await humans(asked.options, say)) ? 0 : 1
    case 'matrix':
      return (await matrix(asked.options, say)) ? 0 : 1
    case 'soak':
      return (await soak(asked.options, say)) ? 0 : 1
    case 'evaluate': {
      // It brings the models' runtime and the browsers' drivers with it.
      const { evaluate } = await import('./evaluate/evaluate.ts')
      return (await evaluate(asked.options, say)) ? 0 : 1
    }
    case 'sample': {
      const { makeSample } = await import('./sample/sample.ts')
      return (await makeSample(asked.options, say)) ? 0 : 1
    }
    case 'seed':
      await requireSchema({ newest: true })
      return (await seed(asked.options, say)) ? 0 : 1
    case 'down':
      say(await (asked.of === null ? down() : removeAfter(asked.of)))
      return 0
    case 'status':
      say(statusOf())
      return 0
    case 'help':
      say(asked.complaint === null ? USAGE : `${asked.complaint}\nnpm run lab -- help lists every command and option.`)
      return asked.complaint === null ? 0 : 2
  }
}

try {
  process.exitCode = await obey(process.argv.slice(2))
} catch (error) {
  const expected = error instanceof NotRoot || error instanceof AlreadyRunning || error instanceof Unavailable
  process.stderr.write(
    `${expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exitCode = 1
} finally {
  await closeClickhouse()
}
