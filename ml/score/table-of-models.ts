import type { ListedModel } from './list-models.ts'

/** A line for each model, for a terminal; `*`: it scores now. */
export function tableOfModels(models: readonly ListedModel[]): string {
  const lines = models.map(({ manifest, current, directory, problem }) => {
    if (manifest === undefined) return `  refused   ${directory}: ${problem}`
    const { model_version, origin, training, voices, fusion, calibration, gate } = manifest
    const parts = [
      `${training.rows} sessions of ${training.since} to ${training.until}`,
      Object.keys(voices).join(' '),
      `${fusion.kind} weights`,
      calibration.kind === 'none' ? 'no probability' : `${calibration.kind}, Brier ${calibration.brier.toFixed(4)}`,
      gate.passed ? 'passed' : `rejected: ${gate.reason}`,
    ]
    return `${current ? '*' : ' '} ${model_version} (${origin}): ${parts.join('; ')}`
  })
  return lines.length === 0 ? 'No model.' : lines.join('\n')
}
