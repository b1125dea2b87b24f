import type { Request } from '#db/model/request.ts'

/** Whom a row is about: the peer, or whom a trusted proxy named instead. */
export type Client = Pick<Request, 'src_ip' | 'src_port' | 'client_ip_source'>
