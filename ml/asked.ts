import { parseArgs } from 'node:util'

export const USAGE = `usage: npm run -s ml -- train [--since TIME] [--until TIME] [--min-rows N] [--seed N] [--hosts NAME,…] [--models complet,applicatif] [--labels FILE] [--bundle [--population TEXT]]
       npm run -s ml -- models [--promote VERSION]
       npm run -s ml -- score [--since TIME]
       npm run -s ml -- status
       npm run -s ml -- challenges FILE      Anubis' log, one JSON object a line
       npm run -s ml -- evaluate --csv FILE --label-column NAME [--train normal|all] [--seed N]
       npm run -s ml -- score --csv FILE --voice eif|if|autoencoder|knn|ensemble [--label-column NAME] [--seed N]`

const options = {
  since: { type: 'string' },
  until: { type: 'string' },
  'min-rows': { type: 'string' },
  seed: { type: 'string' },
  hosts: { type: 'string' },
  models: { type: 'string' },
  labels: { type: 'string' },
  promote: { type: 'string' },
  population: { type: 'string' },
  bundle: { type: 'boolean' },
  csv: { type: 'string' },
  'label-column': { type: 'string' },
  train: { type: 'string' },
  voice: { type: 'string' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** What each command takes; words are what follows its name without an option's. */
const TAKES = {
  train: {
    words: 0,
    options: ['since', 'until', 'min-rows', 'seed', 'hosts', 'models', 'labels', 'bundle', 'population'],
  },
  models: { words: 0, options: ['promote'] },
  score: { words: 0, options: ['since'] },
  'score --csv': { words: 0, options: ['csv', 'voice', 'label-column', 'seed'] },
  evaluate: { words: 0, options: ['csv', 'label-column', 'train', 'seed'] },
  challenges: { words: 1, options: [] },
  status: { words: 0, options: [] },
} as const satisfies Record<string, { words: number; options: readonly (keyof Values)[] }>
type Command = keyof typeof TAKES

export interface Asked {
  command: Command
  values: Values
  /** The word after the command's name, if it takes one. */
  word: string | undefined
}

/** What a command line asks for; throws a sentence that names what its command does not take, so that no misspelt wish is taken for granted. */
export function askedOf(args: readonly string[]): Asked {
  const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options })
  const [name = '', ...words] = positionals
  const command = commandOf(name, values)
  if (command === undefined) throw new Error(name === '' ? USAGE : `There is no command "${name}".\n${USAGE}`)
  const takes: { words: number; options: readonly string[] } = TAKES[command]
  const strange = [
    ...words.slice(takes.words).map((word) => `"${word}"`),
    ...Object.keys(values).flatMap((option) => (takes.options.includes(option) ? [] : [`--${option}`])),
  ]
  if (strange.length > 0) {
    const own = takes.options.map((option) => `--${option}`).join(', ')
    throw new Error(
      `${command} does not take ${strange.join(', ')}${own === '' ? '' : `, only ${own}`}. Nothing was done.`,
    )
  }
  return { command, values, word: words[0] }
}

function commandOf(name: string, values: Values): Command | undefined {
  switch (name) {
    case 'score':
      return values.csv === undefined ? 'score' : 'score --csv'
    case 'train':
    case 'models':
    case 'evaluate':
    case 'challenges':
    case 'status':
      return name
    default:
      return undefined
  }
}
