/** What was asked cannot be done, and why; the message is for the person who asked. */
export class Refused extends Error {
  override readonly name = 'Refused'
}
