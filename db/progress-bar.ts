/** How far a long command is, on standard error so that its output stays clean. */
export interface Progress {
  add: (done: number) => void
  /** Leaves the last state on the screen. */
  end: () => void
}

const WIDTH = 24
const REDRAW_MS = 100
/** Where nobody watches, a line now and then. */
const QUIET_MS = 10_000

/** On a terminal one line that is drawn over, else lines. */
export function startProgress(what: string, total: number, unit = 'rows'): Progress {
  const terminal = process.stderr.isTTY
  const began_ms = Date.now()
  let done = 0
  let told_ms = terminal ? 0 : began_ms
  const tell = (): void => {
    const line = describe(what, done, total, unit, Date.now() - began_ms)
    process.stderr.write(terminal ? `\r${line}\u001B[K` : `${line}\n`)
  }
  return {
    add: (more) => {
      done += more
      if (Date.now() - told_ms < (terminal ? REDRAW_MS : QUIET_MS)) return
      told_ms = Date.now()
      tell()
    },
    end: () => {
      tell()
      if (terminal) process.stderr.write('\n')
    },
  }
}

function describe(what: string, done: number, total: number, unit: string, spent_ms: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  const rate = spent_ms < 1 ? 0 : (done / spent_ms) * 1000
  const left_s = rate === 0 || share === 1 ? '' : `, ${Math.ceil((total - done) / rate)} s left`
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  const counts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`
  return `${what} ${bar} ${Math.floor(share * 100)} %  ${counts}, ${Math.round(rate).toLocaleString('en')}/s${left_s}`
}
