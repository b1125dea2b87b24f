/** One line per step on the terminal: what is done, and how long it took. */
export async function step<T>(label: string, work: () => Promise<T> | T, done?: (value: T) => string): Promise<T> {
  const began = performance.now()
  process.stdout.write(`  ${label} …`)
  try {
    const value = await work()
    const note = done?.(value) ?? ''
    process.stdout.write(` ${((performance.now() - began) / 1000).toFixed(1)} s${note === '' ? '' : ` (${note})`}\n`)
    return value
  } catch (error) {
    process.stdout.write(' failed\n')
    throw error
  }
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
