import { config } from '../config.ts'

/** Whether browsers reach us by TLS only. */
export const IS_SECURE = config.public_origin.startsWith('https:')

/** `__Host-` binds the cookie to this host over TLS; a browser refuses that name on plain http. */
export const SESSION_COOKIE = IS_SECURE ? '__Host-vigie' : 'vigie'
