import { expect, test } from 'vitest'
import { matchCampaigns } from './match-campaigns.ts'

const sessions = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`)
const former = new Map([
  ...sessions('a', 10).map((session_id): [string, number] => [session_id, 4]),
  ...sessions('b', 6).map((session_id): [string, number] => [session_id, 7]),
])

test('a cluster goes on as the campaign with which it shares most, a new one gets the next number', () => {
  const clusters = [sessions('new', 5), [...sessions('b', 5), ...sessions('c', 9)], sessions('a', 10)]
  expect(matchCampaigns(clusters, former, 9)).toEqual([10, 7, 4])
})

test('where a campaign breaks up, its larger part keeps the number', () => {
  const [small, large] = [sessions('a', 10).slice(0, 3), sessions('a', 10).slice(3)]
  expect(matchCampaigns([small, large], former, 7)).toEqual([8, 4])
})

test('where two come together, the number of the larger part stays', () => {
  expect(matchCampaigns([[...sessions('a', 10), ...sessions('b', 6)]], former, 7)).toEqual([4])
})

test('a chance member in common is not enough', () => {
  expect(matchCampaigns([[...sessions('a', 1), ...sessions('z', 8)]], former, 7)).toEqual([8])
})
