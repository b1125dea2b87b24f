import type { FleetClient } from '#db/clickhouse/groups/list-fleet-clients.ts'
import type { FleetEdge } from '#db/clickhouse/groups/list-fleet-edges.ts'
import { type Random, randomInteger, randomOf } from '../train/random.ts'
import { communitiesOf } from './communities.ts'
import { grouped } from './grouped.ts'
import { type Behaviour, behaviourOf, type Likeness, likenessOf, meanLikeness, overallOf } from './likeness.ts'

/** Below this a community is left alone. */
export const FLEET_SCORE_MIN = 0.4
/** People on one site are about this much alike; less alike others do not make anybody a fleet. */
export const BACKGROUND_MIN = 0.45
/** So alike browsers may be where there are no other browsers to compare with: all read the same page. */
const BROWSERS_ALONE = 0.85
/** Fewer others say nothing of what is usual. */
const OTHERS_MIN = 5
const PAIRS = 300
/** So many clients of a program make a user agent a look of its own. */
const NAMED_MIN = 5
/** Two looks act as one when they resemble each other nearly as much as the closer of them itself. */
const SAME_HAND = 0.85
/** Addresses at which two thirds of the evidence of size is there. */
const SIZE = 10

interface Sampled {
  client: FleetClient
  behaviour: Behaviour
}

/** Sampled clients that look the same: of one appearance, and where enough of its program share one, of one user agent. */
interface Look {
  profile_keys: string[]
  sample: readonly Sampled[]
}

export interface FoundFleet {
  profile_keys: string[]
  sample: readonly Sampled[]
  likeness: Likeness
  background_likeness: Likeness
  coherence: number
  background_coherence: number
  /** 0 like everybody, 1 nothing but a fleet explains it; before its size is known, of endless size. */
  contrast: number
  modularity: number
}

/** Appearances whose clients act alike, far more than others on the same sites do. `clients` are a sample of each. */
export function findFleets(edges: readonly FleetEdge[], clients: readonly FleetClient[]): FoundFleet[] {
  const random = randomOf(1)
  const sampled = clients.map((client) => ({ client, behaviour: behaviourOf(client) }))
  const profiles_of = new Map<string, string[]>()
  for (const [src_ip, its] of grouped(clients, ({ src_ip }) => src_ip))
    profiles_of.set(src_ip, [...new Set(its.map(({ profile_key }) => profile_key))])
  const { groups, modularity } = communitiesOf(edges, profiles_of)
  const looks = grouped(looksOf(sampled), ({ profile_keys: [profile_key = ''] }) => profile_key)
  const hands = groups.flatMap((profile_keys) =>
    sameHands(
      profile_keys.flatMap((profile_key) => looks.get(profile_key) ?? []),
      random,
    ),
  )
  // One program behind different TCP stacks may lie in several communities.
  return [...grouped(hands, ({ sample }) => programOf(sample[0]?.client)).values()]
    .flatMap((alike) => sameHands(alike, random))
    .map((hand) => judge(hand, sampled, modularity, random))
    .filter(({ contrast }) => contrast >= FLEET_SCORE_MIN)
    .toSorted((a, b) => b.contrast - a.contrast)
}

/** The evidence of so many addresses, 0 to 1. */
export function sizeEvidence(addresses: number): number {
  return 1 - Math.exp(-addresses / SIZE)
}

/** JA4 and header order: what a program brings along wherever it runs. */
function programOf(client: FleetClient | undefined): string {
  return client === undefined ? '' : `${client.ja4} ${client.header_order_signature}`
}

/**
 * Two tools of one library look the same but for the name they give: together they would act alike no more than anybody.
 * A name that few give stays with the others of its appearance, so that who changes it with each address is not torn apart.
 */
function looksOf(sampled: readonly Sampled[]): Look[] {
  const named = ({ client }: Sampled) => `${programOf(client)} ${client.user_agent}`
  const sizes = new Map([...grouped(sampled, named)].map(([name, its]) => [name, its.length]))
  const lookOf = (each: Sampled) => {
    const name = named(each)
    return `${each.client.profile_key} ${(sizes.get(name) ?? 0) >= NAMED_MIN ? name : ''}`
  }
  return [...grouped(sampled, lookOf).values()].map((sample) => ({
    profile_keys: sample.slice(0, 1).map(({ client }) => client.profile_key),
    sample,
  }))
}

/** Of some looks those together that one hand seems to lead; one address alone founds none. */
function sameHands(looks: readonly Look[], random: Random): Look[] {
  const hands: (Look & { coherence: number })[] = []
  for (const { profile_keys, sample } of looks.toSorted((a, b) => b.sample.length - a.sample.length)) {
    const coherence = coherenceOf(pairsWithin(sample, random))
    // Held against the closer of the two: among the scattered everybody is as near as they are to each other.
    const same = hands.find(
      (hand) =>
        coherenceOf(pairsBetween(hand.sample, sample, random)) >= SAME_HAND * Math.max(hand.coherence, coherence),
    )
    if (same !== undefined) {
      same.profile_keys.push(...profile_keys)
      same.sample = [...same.sample, ...sample]
    } else if (sample.length >= 2) hands.push({ profile_keys: [...profile_keys], sample, coherence })
  }
  return hands
}

function judge(
  { profile_keys, sample }: Look,
  sampled: readonly Sampled[],
  modularity: number,
  random: Random,
): FoundFleet {
  const own = new Set(sample)
  const hosts = new Set(sample.flatMap(({ client }) => client.hosts))
  const are_browsers = sample.filter(({ client }) => isBrowserLike(client)).length > sample.length / 2
  const others = sampled.filter(
    (other) =>
      !own.has(other) &&
      isBrowserLike(other.client) === are_browsers &&
      other.client.hosts.some((host) => hosts.has(host)),
  )
  const inside = pairsWithin(sample, random)
  const outside = others.length < OTHERS_MIN ? [] : pairsWithin(others, random)
  const coherence = coherenceOf(inside)
  const background_coherence =
    outside.length === 0 ? (are_browsers ? BROWSERS_ALONE : BACKGROUND_MIN) : coherenceOf(outside)
  const usual = Math.max(background_coherence, BACKGROUND_MIN)
  return {
    profile_keys: [...new Set(profile_keys)],
    sample,
    likeness: meanLikeness(inside),
    background_likeness: meanLikeness(outside),
    coherence,
    background_coherence,
    contrast: Math.max(0, (coherence - usual) / (1 - usual)),
    modularity,
  }
}

/** Loads what pages consist of, and says so as only browsers do. */
function isBrowserLike({ hits, assets, no_sec_fetch }: FleetClient): boolean {
  return assets >= 0.2 * hits && no_sec_fetch <= 0.5 * hits
}

function pairsWithin(sample: readonly Sampled[], random: Random): Likeness[] {
  return pairsBetween(sample, sample, random)
}

function pairsBetween(one: readonly Sampled[], other: readonly Sampled[], random: Random): Likeness[] {
  const pairs: Likeness[] = []
  for (let tried = 0; tried < PAIRS; tried++) {
    const a = one[randomInteger(random, one.length)]
    const b = other[randomInteger(random, other.length)]
    if (a === undefined || b === undefined || a.client.src_ip === b.client.src_ip) continue
    pairs.push(likenessOf(a.behaviour, b.behaviour))
  }
  return pairs
}

function coherenceOf(pairs: readonly Likeness[]): number {
  return pairs.length === 0 ? 0 : pairs.reduce((sum, pair) => sum + overallOf(pair), 0) / pairs.length
}
