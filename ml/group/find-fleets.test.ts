import { describe, expect, test } from 'vitest'
import { randomInteger, randomOf } from '../train/random.ts'
import { aMember, aPerson, edgesOf } from './fleet-clients.builder.ts'
import { findFleets, sizeEvidence } from './find-fleets.ts'
import { fleetMembers } from './fleet-members.ts'
import { fleetRow } from './fleet-row.ts'

const random = randomOf(5)
const BROWSERS = 6
const NETWORKS = 60

/** Six browsers of 80 people each, over sixty networks. */
const crowd = Array.from({ length: BROWSERS * 80 }, (_, index) =>
  aPerson(
    {
      profile_key: `browser-${index % BROWSERS}`,
      src_ip: `192.0.2.${index}`,
      asn: 64500 + randomInteger(random, NETWORKS),
    },
    random,
  ),
)

/** A fleet of `addresses` in the people's own networks, each fleet with its own look, paths and pace. */
const fleetOf = (number: number, addresses: number) => {
  const script = {
    paths: Array.from({ length: 2 + (number % 4) }, () => 10_000 + randomInteger(random, 5000)),
    every_ms: 60_000 * (1 + (number % 9)),
  }
  return Array.from({ length: addresses }, (_, index) =>
    aMember(
      {
        profile_key: `fleet-${number}`,
        src_ip: `198.51.${number}.${index}`,
        asn: 64500 + randomInteger(random, NETWORKS),
      },
      script,
      random,
    ),
  )
}
const fleets = Array.from({ length: 40 }, (_, number) => fleetOf(number, 20 + 2 * number))

describe('among 480 people with six browsers in sixty networks', () => {
  test('40 of 40 planted fleets are found, each alone, and no browser', () => {
    const clients = [...crowd, ...fleets.flat()]
    const found = findFleets(edgesOf(clients), clients)
    expect(found.map(({ profile_keys }) => profile_keys.join()).toSorted()).toEqual(
      fleets.map((_, number) => `fleet-${number}`).toSorted(),
    )
    expect(Math.min(...found.map(({ contrast }) => contrast))).toBeGreaterThan(0.5)
  })

  test('people alone are no fleet, however many they are', () => {
    expect(findFleets(edgesOf(crowd), crowd)).toEqual([])
    const one_browser = crowd.filter(({ profile_key }) => profile_key === 'browser-0')
    expect(findFleets(edgesOf(one_browser), one_browser)).toEqual([])
  })

  test('browsers that all read one page are not a fleet', () => {
    const [reader] = crowd
    const readers = crowd.slice(0, 60).map((person) => ({ ...person, paths: reader?.paths ?? [] }))
    const others = crowd.slice(60, 120).map((person) => ({ ...person, paths: reader?.paths ?? [] }))
    const found = findFleets(edgesOf([...readers, ...others]), [...readers, ...others])
    expect(found).toEqual([])
  })

  test('one hand that changes its look is one fleet', () => {
    const turned = fleetOf(50, 60).map((client, index) => ({
      ...client,
      profile_key: `look-${index % 3}`,
      asn: 65000,
      network: 'AS65000',
    }))
    const clients = [...crowd, ...turned]
    const found = findFleets(edgesOf(clients), clients)
    expect(found.map(({ profile_keys }) => profile_keys.toSorted())).toEqual([['look-0', 'look-1', 'look-2']])
  })

  test('guessers of one tool are a fleet though another tool of the same library looks as they do, and its users are no members', () => {
    const appearance = { profile_key: 'library', ja4: 'ja4-library', header_order_signature: 'order-library' }
    const guessers = fleetOf(60, 20).map((client, index) => {
      const times = Array.from({ length: 20 + (index % 10) }, (_, at) => at * (400 + 60 * index))
      const did = { times, hits: times.length, documents: 0, orphans: 0, posts: times.length, paths: [1] }
      return { ...client, ...appearance, ...did, user_agent: 'guesser', profile_key: `library-${index % 4}` }
    })
    const scanners = fleetOf(61, 30).map((client, index) => {
      const paths = Array.from({ length: 40 }, () => randomInteger(random, 100_000)).toSorted((a, b) => a - b)
      const times = paths.map((_, at) => at * (10 + 9 * index * index))
      const did = { times, hits: 40, documents: 40, orphans: 40, posts: 0, paths, count_4xx: 40 }
      return { ...client, ...appearance, ...did, user_agent: 'scanner', profile_key: `library-${index % 4}` }
    })
    const clients = [...crowd, ...guessers, ...scanners]
    const found = findFleets(edgesOf(clients), clients)
    expect(found).toHaveLength(1)
    const members = found.flatMap((fleet) => fleetMembers(fleet, [...guessers, ...scanners]))
    expect(new Set(members.map(({ client }) => client.user_agent))).toEqual(new Set(['guesser']))
    expect(members.length).toBeGreaterThan(15)
  })

  test('a hand that gives another name with each address is one fleet', () => {
    const nameless = fleetOf(62, 40).map((client, index) => ({ ...client, user_agent: `agent ${index}` }))
    const found = findFleets(edgesOf([...crowd, ...nameless]), [...crowd, ...nameless])
    expect(found.map(({ profile_keys }) => profile_keys)).toEqual([['fleet-62']])
  })

  test('who looks like the fleet and acts otherwise is no member; each member has its proof', () => {
    const planted = fleets[7] ?? []
    const bystanders = crowd.slice(0, 5).map((person) => ({ ...person, profile_key: 'fleet-7' }))
    const [fleet] = findFleets(edgesOf([...crowd, ...planted]), [...crowd, ...planted])
    if (fleet === undefined) throw new Error('no fleet was found')
    const members = fleetMembers(fleet, [...planted, ...bystanders])
    expect(members.map(({ client }) => client.src_ip).toSorted()).toEqual(
      planted.map(({ src_ip }) => src_ip).toSorted(),
    )
    expect(members[0]?.proof).toMatch(/^acts \d+ % as the others do \(paths 100 %, .*requests, one every 4[789]\d s$/)
  })
})

test('a fleet that is alone on its hosts does not claim that others were compared', () => {
  const lonely = fleetOf(70, 30)
  const [fleet] = findFleets(edgesOf(lonely), lonely)
  if (fleet === undefined) throw new Error('no fleet was found')
  const told = { now: new Date(0), fleet, path_examples: [], former: [] }
  expect(fleetRow({ ...told, members: fleetMembers(fleet, lonely) }).reason).toMatch(
    /^30 addresses of \d+ networks look the same and act the same: \d+ % alike, where 45 % is usual; nobody else of the kind/,
  )
})

test('few addresses prove little', () => {
  expect(sizeEvidence(5)).toBeLessThan(0.4)
  expect(sizeEvidence(40)).toBeGreaterThan(0.98)
})
