/**
 * The brands that Chromium of a version writes into Sec-CH-UA. Which meaningless brand, its version and the order all follow
 * from the major version (Chromium, components/embedder_support/user_agent_utils.cc, since version 105). Found equal for a real
 * Chromium 150.
 */
const NOISE_CHARACTERS = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_']
const NOISE_VERSIONS = ['8', '99', '24']
const ORDERS_OF_TWO = [
  [0, 1],
  [1, 0],
]
const ORDERS_OF_THREE = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]
export const FIRST_VERSION_OF_ORDER = 110

export interface Brand {
  brand: string
  version: string
}

/** Reads the header; null when it is not such a list. */
export function readBrands(sec_ch_ua: string): Brand[] | null {
  if (sec_ch_ua.length > 512) return null
  const brands = [...sec_ch_ua.matchAll(/"([^"]*)";v="([^"]*)"/g)].map(([, brand = '', version = '']) => ({
    brand,
    version,
  }))
  return brands.length === 0 ? null : brands
}

/** Whether the list is the one that Chromium of this version writes; which third brand stands in it is left open. */
export function isBrandListOf(version: number, brands: readonly Brand[]): boolean {
  const orders = brands.length === 2 ? ORDERS_OF_TWO : brands.length === 3 ? ORDERS_OF_THREE : []
  const [noise_at = -1, chromium_at = -1] = orders[version % Math.max(1, orders.length)] ?? []
  const noise = brands[noise_at]
  const chromium = brands[chromium_at]
  return (
    noise?.brand === noiseOf(version) && noise.version === NOISE_VERSIONS[version % 3] && chromium?.brand === 'Chromium'
  )
}

function noiseOf(version: number): string {
  const at = (offset: number) => NOISE_CHARACTERS[(version + offset) % NOISE_CHARACTERS.length] ?? ''
  return `Not${at(0)}A${at(1)}Brand`
}
