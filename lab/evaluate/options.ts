import { z } from 'zod'
import { ALL_KINDS, SPLITS } from './kinds.ts'

const numbers = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map(Number)))
  .pipe(z.array(z.number().int().min(1)))

const Options = z.strictObject({
  sessions: z.coerce.number().int().min(10).max(100_000).default(600),
  bots: z.coerce.number().int().min(1).max(10_000).default(120),
  seed: z.coerce.number().int().min(0).default(1),
  out: z.string().default('evaluation'),
  minutes: z.coerce.number().min(0.2).max(600).default(7),
  'at-once': z.coerce.number().int().min(1).max(64).default(8),
  hours: z.coerce.number().int().min(1).max(12).default(4),
  'bot-share': z.coerce.number().min(0.005).max(1).default(0.03),
  'min-rows': z.coerce.number().int().min(2).default(100),
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(ALL_KINDS)))
    .optional(),
  looks: numbers.default([1, 2, 4, 8, 16, 32]),
  impersonators: z.boolean().default(false),
  cache: z.string().optional(),
  halves: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(SPLITS)))
    .default([...SPLITS]),
  'capture-only': z.boolean().default(false),
  'captured-only': z.boolean().default(false),
  'no-controls': z.boolean().default(false),
})
export const EvaluateOptions = Options.refine((asked) => !(asked['capture-only'] && asked['captured-only']), {
  path: ['capture-only'],
  message: 'and --captured-only leave nothing to do',
})
export type EvaluateOptions = z.infer<typeof EvaluateOptions>
