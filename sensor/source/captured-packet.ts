/** One packet as it was captured, with its link layer. */
export interface CapturedPacket {
  time_ms: number
  /** Link-layer type as registered by tcpdump.org. */
  link_type: number
  bytes: Buffer
}
