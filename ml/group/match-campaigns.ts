/** How much of the smaller of the two must be in both for a cluster to go on as a campaign that was there. */
const OVERLAP_MIN = 0.3

/**
 * The number of each cluster: that of the campaign with which it shares most sessions, else the next free one. A campaign
 * goes on as one cluster only: when it breaks up, its larger part keeps the number.
 *
 * @param clusters session ids of each cluster
 * @param former campaign of each session as it was
 */
export function matchCampaigns(
  clusters: readonly (readonly string[])[],
  former: ReadonlyMap<string, number>,
  last_id: number,
): number[] {
  const sizes = new Map<number, number>()
  for (const campaign_id of former.values()) sizes.set(campaign_id, (sizes.get(campaign_id) ?? 0) + 1)
  const pairs = clusters.flatMap((session_ids, cluster) => {
    const shared = new Map<number, number>()
    for (const session_id of session_ids) {
      const campaign_id = former.get(session_id)
      if (campaign_id !== undefined) shared.set(campaign_id, (shared.get(campaign_id) ?? 0) + 1)
    }
    return [...shared].map(([campaign_id, count]) => ({ cluster, campaign_id, count }))
  })
  const ids = new Map<number, number>()
  const taken = new Set<number>()
  for (const { cluster, campaign_id, count } of pairs.toSorted((a, b) => b.count - a.count)) {
    const smaller = Math.min(clusters[cluster]?.length ?? 0, sizes.get(campaign_id) ?? 0)
    if (ids.has(cluster) || taken.has(campaign_id) || count < OVERLAP_MIN * smaller) continue
    ids.set(cluster, campaign_id)
    taken.add(campaign_id)
  }
  let next_id = last_id
  return clusters.map((_, cluster) => ids.get(cluster) ?? ++next_id)
}
