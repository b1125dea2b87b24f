const EULER_GAMMA = 0.5772156649015329

/** c(n): mean path length of an unsuccessful search in a binary search tree of n items (Liu, Ting, Zhou 2012, equation 1). */
export function averagePathLength(items: number): number {
  if (items <= 1) return 0
  if (items === 2) return 1
  return 2 * (Math.log(items - 1) + EULER_GAMMA) - (2 * (items - 1)) / items
}

/** s(x) = 2^(-E(h(x)) / c(psi)): 0.5 when the path is as long as c(psi), towards 1 when it is short (Liu 2012, equation 2). */
export function anomalyScoreOf(mean_path_length: number, max_samples: number): number {
  const normal = averagePathLength(max_samples)
  return normal === 0 ? 0.5 : 2 ** (-mean_path_length / normal)
}
