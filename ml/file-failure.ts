const SAID: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'is a directory, not a file',
  EACCES: 'may not be read',
}

/** A sentence that says why a file could not be read. */
export function fileFailure(file: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const told = SAID[code] ?? (error instanceof Error ? error.message : String(error))
  return new Error(`${file}: ${told}`, { cause: error })
}
