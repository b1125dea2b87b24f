/** What is known of the sessions whose scores are to become probabilities. */
export interface LabelledScores {
  scores: ArrayLike<number>
  is_bot: readonly boolean[]
  weights: readonly number[]
}
