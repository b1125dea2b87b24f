/** The sensor's own log: standard error, because standard output may carry rows. */
export function log(text: string): void {
  process.stderr.write(`sensor: ${text}\n`)
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
