/** Domain refusals: `app/api/handler.ts` holds the one table from class to HTTP status. */
export class NotFound extends Error {}
export class Forbidden extends Error {}
export class Conflict extends Error {}
export class Invalid extends Error {}
export class Unavailable extends Error {}
