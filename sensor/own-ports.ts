import { config } from '#db/config.ts'
import { processConfig } from './config.ts'

/** Ports of our own store and dashboard: watching what the sensor itself writes would never end. */
export function ownPorts(): number[] {
  const store = new URL(config.clickhouse.url)
  const storePort = Number(store.port || (store.protocol === 'https:' ? 443 : 80))
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(store.hostname)
  return [...(isLocal ? [storePort] : []), processConfig.dashboard_port]
}
