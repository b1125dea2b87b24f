import { randomOf, sampleWithoutReplacement } from '../train/random.ts'
import { rowsOf, type Matrix } from '../train/matrix.ts'
import { averagePrecision, rocAuc } from './ranking.ts'
import { readTable } from './read-table.ts'
import { scoreByVoices, VOICES, type Voice } from './voices.ts'

export interface EvaluationOptions {
  csv: string
  label_column: string
  /** `normal`: learn from half of the ordinary rows, judge on the rest. `all`: learn from and judge on every row, labels unseen. */
  train: 'normal' | 'all'
  seed: number
}

type Report = (line: string) => void

export type Evaluation = Record<Voice, { roc_auc: number; average_precision: number }>

/** How well each voice tells the labelled anomalies of any table from its ordinary rows. */
export async function evaluateTable(
  { csv, label_column, train, seed }: EvaluationOptions,
  report: Report = () => undefined,
): Promise<Evaluation> {
  const { matrix, labels, left_out } = readTable(csv, label_column)
  reportLeftOut(left_out, report)
  const known = labels ?? []
  if (!known.includes(true) || !known.includes(false)) {
    throw new Error(`--label-column ${label_column}: all rows are of one kind, nothing can be told apart`)
  }
  const split = train === 'all' ? { training: matrix, judged: matrix, labels: known } : splitOf(matrix, known, seed)
  const scores = await scoreByVoices(split.training, split.judged, VOICES, seed)
  const figuresOf = (voice: Voice): Evaluation[Voice] => {
    const scored = scores.get(voice) ?? new Float64Array(0)
    return { roc_auc: rocAuc(scored, split.labels), average_precision: averagePrecision(scored, split.labels) }
  }
  return {
    eif: figuresOf('eif'),
    if: figuresOf('if'),
    autoencoder: figuresOf('autoencoder'),
    knn: figuresOf('knn'),
    ensemble: figuresOf('ensemble'),
  }
}

function splitOf(matrix: Matrix, labels: readonly boolean[], seed: number) {
  const ordinary = labels.flatMap((label, row) => (label ? [] : [row]))
  const half = Math.max(2, Math.floor(ordinary.length / 2))
  if (ordinary.length < 3) throw new Error('--train normal: needs three ordinary rows at least')
  const places = sampleWithoutReplacement(randomOf(seed), ordinary.length, half)
  const learnt = new Set(Array.from(places, (place) => ordinary[place] ?? 0))
  const judged = labels.flatMap((_, row) => (learnt.has(row) ? [] : [row]))
  return {
    training: rowsOf(matrix, [...learnt]),
    judged: rowsOf(matrix, judged),
    labels: judged.map((row) => labels[row] ?? false),
  }
}

/** The score of every row by one voice that learnt from all of them, in the order of the file. A column of labels teaches nothing. */
export async function scoreTable(
  { csv, voice, seed, label_column }: { csv: string; voice: Voice; seed: number; label_column?: string },
  report: Report = () => undefined,
): Promise<Float64Array> {
  const { matrix, left_out } = readTable(csv, label_column, false)
  reportLeftOut(left_out, report)
  const scores = await scoreByVoices(matrix, matrix, [voice], seed)
  return scores.get(voice) ?? new Float64Array(0)
}

function reportLeftOut(left_out: readonly string[], report: Report): void {
  if (left_out.length === 0) return
  const named = left_out.slice(0, 20).join(', ') + (left_out.length > 20 ? ', …' : '')
  report(`left out because of text: ${named} (${left_out.length} of the columns)`)
}
