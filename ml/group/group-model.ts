/** What grouping asks of a model: which features it takes and what they are among ordinary sessions. */
export interface GroupModel {
  manifest: {
    feature_names: readonly string[]
    baseline: { medians: readonly number[]; iqrs: readonly number[]; standard_deviations: readonly number[] }
  }
}
