/** Runs once before the server answers. */
export async function register() {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { startServerWork } = await import('./instrumentation-node.ts')
  await startServerWork()
}
