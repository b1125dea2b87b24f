import koffi from 'koffi'
import { config } from '../config.ts'
import type { Matrix } from './matrix.ts'

type Native = (...values: unknown[]) => unknown
type Handle = bigint

/** XGBoost's C API (xgboost/c_api.h, 1.7 and later): the few functions that training and predicting take. */
const PROTOTYPES = {
  lastError: 'const char *XGBGetLastError()',
  createMatrix: 'int XGDMatrixCreateFromMat(const float *, uint64_t, uint64_t, float, void *)',
  setFloats: 'int XGDMatrixSetFloatInfo(void *, const char *, const float *, uint64_t)',
  freeMatrix: 'int XGDMatrixFree(void *)',
  create: 'int XGBoosterCreate(void *, uint64_t, void *)',
  setParameter: 'int XGBoosterSetParam(void *, const char *, const char *)',
  update: 'int XGBoosterUpdateOneIter(void *, int, void *)',
  predict: 'int XGBoosterPredictFromDMatrix(void *, void *, const char *, void *, void *, void *)',
  save: 'int XGBoosterSaveModelToBuffer(void *, const char *, void *, void *)',
  load: 'int XGBoosterLoadModelFromBuffer(void *, const void *, uint64_t)',
  free: 'int XGBoosterFree(void *)',
} as const
type Functions = Record<keyof typeof PROTOTYPES, Native>

interface TrainingOptions {
  parameters: Readonly<Record<string, string | number>>
  /** Trees. */
  rounds: number
  /** One per row. */
  weights?: Float32Array | undefined
}

const loaded = new Map<string, Functions | string>()

/** Why there is no XGBoost here; null when there is. */
export function xgboostProblem(path = config.xgboost_library): string | null {
  const library = load(path)
  return typeof library === 'string' ? library : null
}

function load(path: string): Functions | string {
  const known = loaded.get(path) ?? bind(path)
  loaded.set(path, known)
  return known
}

function bind(path: string): Functions | string {
  try {
    const library = koffi.load(path)
    const of = (name: keyof typeof PROTOTYPES): Native => library.func(PROTOTYPES[name])
    return {
      lastError: of('lastError'),
      createMatrix: of('createMatrix'),
      setFloats: of('setFloats'),
      freeMatrix: of('freeMatrix'),
      create: of('create'),
      setParameter: of('setParameter'),
      update: of('update'),
      predict: of('predict'),
      save: of('save'),
      load: of('load'),
      free: of('free'),
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `${path} cannot be used (${reason}): install libxgboost0, or name the library in VIGIE_XGBOOST_LIBRARY.`
  }
}

/** A booster in native memory; `close` gives it back. Its functions block the thread. */
export class Booster {
  readonly #library = libraryOf()
  readonly #handle: Handle

  private constructor(handle: Handle) {
    this.#handle = handle
  }

  /** From the bytes that `save` gave. */
  static of(model: Uint8Array): Booster {
    const booster = new Booster(createBooster(null))
    booster.#call('setParameter', booster.#handle, 'nthread', '1')
    booster.#call('load', booster.#handle, model, model.length)
    return booster
  }

  static train(matrix: Matrix, labels: Float32Array, options: TrainingOptions): Booster {
    return withMatrix(matrix, (rows) => {
      const booster = new Booster(createBooster(rows))
      for (const [name, value] of Object.entries(options.parameters)) {
        booster.#call('setParameter', booster.#handle, name, String(value))
      }
      const { weights } = options
      booster.#call('setFloats', rows, 'label', labels, labels.length)
      if (weights !== undefined) booster.#call('setFloats', rows, 'weight', weights, weights.length)
      for (let round = 0; round < options.rounds; round++) booster.#call('update', booster.#handle, round, rows)
      return booster
    })
  }

  /** One value per row, or with `contributions` columns + 1 per row: each feature's share of the margin (TreeSHAP), the base last. */
  predict(matrix: Matrix, wanted: 'probability' | 'contributions' = 'probability'): Float32Array {
    const type = wanted === 'probability' ? 0 : 2
    const how = JSON.stringify({ type, training: false, iteration_begin: 0, iteration_end: 0, strict_shape: true })
    const values = matrix.rows * (type === 0 ? 1 : matrix.columns + 1)
    return withMatrix(matrix, (rows) => {
      const answer = new BigUint64Array(3)
      this.#call(
        'predict',
        this.#handle,
        rows,
        how,
        answer.subarray(0, 1),
        answer.subarray(1, 2),
        answer.subarray(2, 3),
      )
      // The booster keeps the memory and overwrites it with the next prediction.
      return new Float32Array(koffi.view(answer[2] ?? 0n, values * Float32Array.BYTES_PER_ELEMENT)).slice()
    })
  }

  /** The whole model as JSON text. */
  save(): Uint8Array {
    const answer = new BigUint64Array(2)
    this.#call('save', this.#handle, '{"format":"json"}', answer.subarray(0, 1), answer.subarray(1, 2))
    return new Uint8Array(koffi.view(answer[1] ?? 0n, Number(answer[0] ?? 0n))).slice()
  }

  close(): void {
    this.#call('free', this.#handle)
  }

  #call(name: keyof typeof PROTOTYPES, ...values: unknown[]): void {
    call(this.#library, name, values)
  }
}

/** The training's rows are named at once: the booster takes the number of columns from them. */
function createBooster(rows: Handle | null): Handle {
  const created = new BigUint64Array(1)
  const known = rows === null ? null : BigUint64Array.of(rows)
  call(libraryOf(), 'create', [known, rows === null ? 0 : 1, created])
  return created[0] ?? 0n
}

function withMatrix<Result>({ values, rows, columns }: Matrix, use: (handle: Handle) => Result): Result {
  const library = libraryOf()
  const created = new BigUint64Array(1)
  call(library, 'createMatrix', [values, rows, columns, NaN, created])
  const handle = created[0] ?? 0n
  try {
    return use(handle)
  } finally {
    call(library, 'freeMatrix', [handle])
  }
}

function libraryOf(): Functions {
  const library = load(config.xgboost_library)
  if (typeof library === 'string') throw new Error(library)
  return library
}

function call(library: Functions, name: keyof typeof PROTOTYPES, values: unknown[]): void {
  if (library[name](...values) === 0) return
  throw new Error(`XGBoost: ${String(library.lastError()).trim().slice(0, 500)}`)
}
