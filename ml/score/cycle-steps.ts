/** How long each step of a cycle took, and which ones failed. */
export class CycleSteps {
  readonly steps_ms: Record<string, number> = {}
  readonly failed_steps: Record<string, string> = {}

  /** Adds to the step's time; its failure is the caller's. */
  async time<T>(step: string, work: () => T | Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      return await work()
    } finally {
      const so_far = this.steps_ms[step] ?? 0
      this.steps_ms[step] = Math.round((so_far + performance.now() - began) * 10) / 10
    }
  }

  /** The same for a step without which the others still count: its failure is kept, and the answer is undefined. */
  async attempt<T>(step: string, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await this.time(step, work)
    } catch (error) {
      this.failed_steps[step] = error instanceof Error ? error.message : String(error)
      return undefined
    }
  }

  /** The failures as sentences; empty when there are none. */
  get detail(): string {
    return Object.entries(this.failed_steps)
      .map(([step, cause]) => `Step ${step} failed: ${cause}.`)
      .join(' ')
  }
}
