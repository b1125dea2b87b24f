export function rollbackPlanCommand(): Promise<number> {
  return Promise.resolve(2)
}
