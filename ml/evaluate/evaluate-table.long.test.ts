import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { gaussian } from '../train/gaussian.ts'
import { randomOf } from '../train/random.ts'
import { evaluateTable, scoreTable } from './evaluate-table.ts'
import { anomaliesOf } from './label.ts'
import { averagePrecision, rocAuc } from './ranking.ts'
import { readTable } from './read-table.ts'
import { normalizerOf, VOICES } from './voices.ts'

const directory = mkdtempSync(join(tmpdir(), 'vigie-evaluate-'))
afterAll(() => rmSync(directory, { recursive: true }))

function fileOf(name: string, lines: readonly string[]): string {
  const file = join(directory, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

/** 300 rows around the origin and 15 a long way off, in five columns, beside a column of text. */
function planted(name: string): string {
  const random = randomOf(7)
  const rows = Array.from({ length: 315 }, (_, row) => {
    const far = row % 21 === 0
    const cells = Array.from({ length: 5 }, () => (gaussian(random) + (far ? 6 : 0)).toFixed(5))
    return [...cells, `name${row}`, far ? '1' : '0'].join(',')
  })
  return fileOf(name, ['a,b,c,d,e,note,label', ...rows])
}

describe('ranking figures', () => {
  const graded = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 2, maxLength: 60 })
  const mixed = graded.filter((rows) => rows.some(([, label]) => label) && rows.some(([, label]) => !label))

  test('the area under the curve is the share of pairs in the right order, ties by half', () => {
    fc.assert(
      fc.property(mixed, (rows) => {
        const pairs = rows.flatMap(([score, label]) =>
          label ? rows.filter(([, other]) => !other).map(([other]) => Math.sign(score - other) / 2 + 0.5) : [],
        )
        const expected = pairs.reduce((sum, win) => sum + win, 0) / pairs.length
        const labels = rows.map(([, label]) => label)
        expect(
          rocAuc(
            rows.map(([score]) => score),
            labels,
          ),
        ).toBeCloseTo(expected, 10)
      }),
    )
  })

  test('average precision as scikit-learn gives it', () => {
    // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBeCloseTo(0.8333333333, 9)
    // The same with ties: ([1, 0, 1, 0, 1], [3, 3, 2, 1, 1])
    expect(averagePrecision([3, 3, 2, 1, 1], [true, false, true, false, true])).toBeCloseTo(0.5888888889, 9)
  })
})

describe('evaluating a table', () => {
  test.each(['normal', 'all'] as const)('every voice finds what lies far off, learning from %s rows', async (train) => {
    const figures = await evaluateTable({ csv: planted('planted.csv'), label_column: 'label', train, seed: 3 })
    expect(Object.keys(figures)).toEqual([...VOICES])
    // Learning from all rows, a voice has seen the planted ones too.
    const least = train === 'normal' ? 0.97 : 0.9
    for (const voice of VOICES) expect(figures[voice].roc_auc).toBeGreaterThan(least)
  })

  test('the same seed gives the same figures, another one others', async () => {
    const csv = planted('repeated.csv')
    const once = await scoreTable({ csv, voice: 'eif', seed: 5 })
    expect(await scoreTable({ csv, voice: 'eif', seed: 5 })).toEqual(once)
    expect(await scoreTable({ csv, voice: 'eif', seed: 6 })).not.toEqual(once)
    expect(once).toHaveLength(315)
  })

  test('columns that are not numbers are left out, empty cells are gaps', () => {
    const csv = fileOf('gaps.csv', ['x,y,who', '1,2,a', ',3,b', 'nan,4,c'])
    const { columns, matrix, left_out } = readTable(csv)
    expect(columns).toEqual(['x', 'y'])
    expect(left_out).toEqual(['who'])
    expect(Array.from(matrix.values, Number.isNaN)).toEqual([false, false, true, false, true, false])
  })

  test('a table of three kinds of rows keeps each voice in its measure', async () => {
    const kinds = ['0,0,0', '1,5,2', '9,1,7']
    const csv = fileOf('kinds.csv', ['x,y,z', ...Array.from({ length: 60 }, (_, row) => kinds[row % 3] ?? '')])
    const scores = await scoreTable({ csv, voice: 'ensemble', seed: 1 })
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(10)
    // Half of the scores at the top: the 99th percentile lies next to the median.
    const normal = normalizerOf(Float64Array.from({ length: 100 }, (_, row) => (row < 45 ? 0 : 1 + row * 1e-9)))
    expect(normal(0)).toBeGreaterThan(-10.01)
  })

  test('columns of text are named, a column of labels teaches nothing, whatever its words are', async () => {
    const lines = ['a,note,kind', ...Array.from({ length: 40 }, (_, row) => `${row % 7},x,${row}`)]
    const told: string[] = []
    const options = { csv: fileOf('told.csv', lines), voice: 'eif', seed: 1 } as const
    const without = await scoreTable({ ...options, label_column: 'kind' }, (line) => told.push(line))
    expect(told).toEqual(['left out because of text: note (1 of the columns)'])
    expect(without).toEqual(
      await scoreTable({
        ...options,
        csv: fileOf(
          'bare.csv',
          lines.map((line) => line[0] ?? ''),
        ),
      }),
    )
    expect(without).not.toEqual(await scoreTable(options))
  })

  test('other delimiters, quotes, line ends, a byte order mark and odd headers are read', () => {
    const lines = ['\uFEFF"an ""id""";  b b ;;Label', 'r1;1,5;2;0', 'r2;"3";;1', '', 'r3;4;5;0']
    const { columns, matrix, left_out, labels } = readTable(fileOf('odd.csv', [lines.join('\r\n')]), 'label')
    expect(columns).toEqual([''])
    expect(left_out).toEqual(['an "id"', 'b b'])
    expect(Array.from(matrix.values)).toEqual([2, NaN, 5])
    expect(labels).toEqual([false, true, false])
    const tabs = readTable(fileOf('tabs.tsv', ['x\ty', '1\t2', '1e300\t-']))
    expect(Array.from(tabs.matrix.values)).toEqual([1, 2, NaN, NaN])
  })

  test.each([
    ['numbers', ['1.0', '0', '-1', "b'1'"], [true, false, false, true]],
    ['a word for ordinary among names of attacks', ['normal', 'smurf', 'neptune'], [false, true, true]],
    ['a word for anomaly among names', ['outlier', 'red', 'blue'], [true, false, false]],
    ['two words of their own: the rarer is the anomaly', ['M', 'B', 'B'], [true, false, false]],
  ])('labels: %s', (_, words, expected) => {
    expect(anomaliesOf(words, String)).toEqual(expected)
  })

  test('a long table is read in seconds', () => {
    const row = Array.from({ length: 40 }, (_, at) => (at * 1.25).toFixed(2)).join(',')
    const header = row.replaceAll('.', '_')
    const began = performance.now()
    const { matrix } = readTable(fileOf('long.csv', [header, ...Array.from({ length: 20_000 }, () => row)]))
    expect([matrix.rows, matrix.columns]).toEqual([20_000, 40])
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  test('what is wrong is named', async () => {
    const csv = fileOf('wrong.csv', ['x,label', '1,0', '2,maybe'])
    expect(() => readTable(csv, 'kind')).toThrow(/no such column, only x, label/)
    expect(() => readTable(csv, 'label')).toThrow(/line 3: the label "maybe"/)
    expect(() => readTable(fileOf('ragged.csv', ['x,y', '1,2', '3']))).toThrow(/line 3: 1 cells, but the header has 2/)
    expect(() => readTable(fileOf('words.csv', ['x', 'a', 'b']))).toThrow(/no column holds numbers alone/)
    expect(() => readTable(join(directory, 'absent.csv'))).toThrow(/absent.csv: there is no such file$/)
    expect(() => readTable(directory)).toThrow(/is a directory, not a file$/)
    const same = fileOf('same.csv', ['x,label', '1,0', '2,0'])
    const judged = evaluateTable({ csv: same, label_column: 'label', train: 'all', seed: 1 })
    await expect(judged).rejects.toThrow(/one kind/)
  })
})
