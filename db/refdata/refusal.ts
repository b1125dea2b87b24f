/** Why what came is not taken; the version before stays. */
export class Refusal extends Error {
  override name = 'Refusal'
}
