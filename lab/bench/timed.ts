export interface Time {
  clock_ms: number
  /** Of all processors together: what else the machine does counts less in it. */
  processor_ms: number
}

export async function timed<Result>(step: () => Promise<Result>): Promise<Time & { result: Result }> {
  const began = performance.now()
  const before = process.cpuUsage()
  const result = await step()
  const { user, system } = process.cpuUsage(before)
  return { result, clock_ms: performance.now() - began, processor_ms: (user + system) / 1000 }
}
