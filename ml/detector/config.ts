/** The environment for the detector: ours, with the given variables on top. */
export function detectorEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra }
}
