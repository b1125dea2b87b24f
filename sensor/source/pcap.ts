import { packetsOf } from './capture-file.ts'
import type { Fact } from './fact.ts'
import { PacketTracker } from './packet-tracker.ts'

/** Every server port, and QUIC where it usually is. */
const EVERYTHING = { includedPorts: new Set<number>(), excludedPorts: new Set<number>(), quicPorts: new Set([443]) }

/** Reads a pcap or pcapng stream to its end as the facts that the kernel would have told; answers what it counted. */
export async function readPcap(
  input: AsyncIterable<Uint8Array>,
  onFact: (fact: Fact) => void,
): Promise<Record<string, number>> {
  const tracker = new PacketTracker(EVERYTHING, onFact)
  await trackPackets(input, tracker)
  return tracker.counters()
}

/** A damaged file is refused after everything before the damage was told. */
export async function trackPackets(input: AsyncIterable<Uint8Array>, tracker: PacketTracker): Promise<void> {
  try {
    for await (const packet of packetsOf(input)) {
      tracker.take(packet)
      tracker.tick(packet.time_ms)
    }
  } finally {
    tracker.finish()
  }
}
