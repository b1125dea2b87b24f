import type { Machine } from '#lab/network/topology.ts'
import type { Certificate } from './certificate.ts'

/** What a server's configuration is written from. */
export interface ServerFiles {
  /** Configuration, log and process file of this server alone. */
  folder: string
  site: string
  access_log: string
  machine: Machine
  hosts: readonly string[]
  certificate: Certificate
}
