import type { ServerName } from '#lab/network/topology.ts'
import { APACHE_EVENT, APACHE_PREFORK, APACHE_WORKER } from './apache.ts'
import { CADDY } from './caddy.ts'
import { HAPROXY } from './haproxy.ts'
import { NGINX } from './nginx.ts'
import { NODE } from './node.ts'
import { PYTHON } from './python.ts'
import type { Server } from './server.ts'

export const SERVERS: Readonly<Record<ServerName, Server>> = {
  nginx: NGINX,
  apache: APACHE_EVENT,
  'apache-worker': APACHE_WORKER,
  'apache-prefork': APACHE_PREFORK,
  haproxy: HAPROXY,
  caddy: CADDY,
  node: NODE,
  python: PYTHON,
}
