import type { Machine, Topology } from '#lab/network/topology.ts'
import type { Certificate } from './certificate.ts'

/** What a server's configuration is written from. */
export interface ServerFiles {
  /** Configuration, log and process file of this server alone. */
  folder: string
  site: string
  access_log: string
  machine: Machine
  /** Where the others are, for one that stands before them. */
  topology: Topology
  hosts: readonly string[]
  certificate: Certificate
}
