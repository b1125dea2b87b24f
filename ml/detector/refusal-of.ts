import { Conflict, Forbidden, Invalid, NotFound, Unavailable } from '#db/model/errors.ts'

const REFUSALS = { Conflict, Forbidden, Invalid, NotFound, Unavailable }

/** An error that crossed between processes, of its class again where that is one of ours. */
export function refusalOf(name: string, message: string): Error {
  const found = Object.entries(REFUSALS).find(([each]) => each === name)
  return found === undefined ? new Error(message) : new found[1](message)
}
