import { matrixOf } from '../train/matrix.ts'
import { type CampaignScale, scaledSession } from './campaign-scale.ts'
import { centreOf, proofOf, type Proof, type Trait, traitsOf } from './campaign-traits.ts'
import { hdbscan } from './hdbscan.ts'

const CLUSTER_MIN = 5
/** Root mean square difference per feature, in people's deviations: farther apart is another tool or another hand. */
const REACH = 1
/** Closer than this is the same. */
const GRAIN = 0.25

interface FoundMember<Session> {
  session: Session
  /** 1 at the heart of its campaign, towards 0 at the rim. */
  membership: number
  proof: Proof[]
}

export interface FoundCampaign<Session> {
  members: FoundMember<Session>[]
  traits: Trait[]
  persistence: number
}

/** Groups of sessions that act alike; the rest resembles nobody. */
export function findCampaigns<Session extends { features: readonly number[] }>(
  sessions: readonly Session[],
  scale: CampaignScale,
): FoundCampaign<Session>[] {
  const columns = scale.feature_names.length
  const scaled = sessions.map(({ features }) => scaledSession(features, scale))
  // Divided so that a distance is a mean over the features, whatever their number.
  const unit = Math.sqrt(columns)
  const order = widestFirst(scaled, columns)
  const matrix = matrixOf(
    scaled.map(({ deviations }) => order.map((column) => (deviations[column] ?? 0) / unit)),
    columns,
  )
  const options = { min_cluster_size: CLUSTER_MIN, reach: REACH, grain: GRAIN }
  const { labels, probabilities, persistences } = hdbscan(matrix, options)
  return persistences.map((persistence, label) => {
    const rows = sessions.flatMap((session, row) => {
      const each = scaled[row]
      return labels[row] === label && each !== undefined ? [{ session, each, membership: probabilities[row] ?? 0 }] : []
    })
    const centre = centreOf(
      rows.map(({ each }) => each),
      columns,
    )
    return {
      persistence,
      traits: traitsOf(
        rows.map(({ each }) => each),
        scale,
      ),
      members: rows.map(({ session, each, membership }) => ({
        session,
        membership,
        proof: proofOf(each, centre, scale),
      })),
    }
  })
}

/** Columns by how far the sessions differ in them: a distance that grows fast is soon known to be too large. */
function widestFirst(scaled: readonly { deviations: readonly number[] }[], columns: number): number[] {
  const spreads = Array.from({ length: columns }, (_, column) => {
    let [sum, squares] = [0, 0]
    for (const { deviations } of scaled) {
      const deviation = deviations[column] ?? 0
      sum += deviation
      squares += deviation * deviation
    }
    return squares - (sum * sum) / Math.max(1, scaled.length)
  })
  return [...spreads.keys()].sort((a, b) => (spreads[b] ?? 0) - (spreads[a] ?? 0))
}
