import type { ServerName } from '#lab/network/topology.ts'

/** The sites of each server; the first is the certificate's own name. */
export const HOSTS = {
  nginx: ['shop.lab.test', 'www.shop.lab.test', 'api.shop.lab.test'],
  apache: ['blog.lab.test', 'www.blog.lab.test', 'docs.blog.lab.test'],
} as const satisfies Record<ServerName, readonly [string, ...string[]]>
