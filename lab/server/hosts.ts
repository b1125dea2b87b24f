import type { ServerName } from '#lab/network/topology.ts'

export type Hosts = Readonly<Record<ServerName, readonly [string, ...string[]]>>

/** The sites of each server; the first is the certificate's own name. */
export const HOSTS = {
  nginx: ['shop.lab.test', 'www.shop.lab.test', 'api.shop.lab.test'],
  apache: ['blog.lab.test', 'www.blog.lab.test', 'docs.blog.lab.test'],
  'apache-worker': ['worker.lab.test'],
  'apache-prefork': ['prefork.lab.test'],
  haproxy: ['haproxy.lab.test'],
  caddy: ['caddy.lab.test'],
  node: ['node.lab.test'],
  python: ['python.lab.test'],
} as const satisfies Hosts
