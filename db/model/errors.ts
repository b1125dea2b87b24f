/** Domain refusals: `app/api/respond.ts` holds the one table from class to HTTP status. */
export class NotFound extends Error {}
export class Unauthenticated extends Error {}
export class Forbidden extends Error {}
export class Conflict extends Error {}
export class Invalid extends Error {}
export class Unavailable extends Error {}

/** Asked too often; `retry_after_s` tells when it makes sense again. */
export class TooMany extends Error {
  readonly retry_after_s: number
  constructor(message: string, retry_after_s: number) {
    super(message)
    this.retry_after_s = retry_after_s
  }
}
