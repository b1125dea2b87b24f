import { expect, test } from 'vitest'
import { columnsOf, fitHeader, headerOf } from './header.ts'

const written = [
  { name: 'host', type: 'String' },
  { name: 'time', type: "DateTime64(3, 'UTC')" },
  { name: 'headers', type: 'Array(Tuple(String, String))' },
  { name: 'contract', type: "Enum8('raw' = 1, 'typed' = 2)" },
  { name: 'gone', type: 'UInt8' },
  { name: 'hits', type: 'UInt16' },
]

test('a header names its columns again', () => {
  expect(columnsOf(headerOf(written))).toEqual(written)
})

test('types that are the same bytes become those of the store; others stay, for the store to refuse', () => {
  const stored = [
    { name: 'hits', type: 'UInt32' },
    { name: 'host', type: 'LowCardinality(String)' },
    { name: 'time', type: 'DateTime64(3)' },
    { name: 'headers', type: 'Array(Tuple(LowCardinality(String), LowCardinality(String)))' },
    { name: 'contract', type: "Enum8('raw' = 1, 'typed' = 2, 'moved' = 3)" },
    { name: 'new', type: 'String' },
  ]
  const { header, missing } = fitHeader(headerOf(written), stored)
  expect(missing).toEqual(['gone'])
  expect(columnsOf(header)).toEqual([
    { name: 'host', type: 'LowCardinality(String)' },
    { name: 'time', type: 'DateTime64(3)' },
    { name: 'headers', type: 'Array(Tuple(LowCardinality(String), LowCardinality(String)))' },
    { name: 'contract', type: "Enum8('raw' = 1, 'typed' = 2, 'moved' = 3)" },
    { name: 'gone', type: 'UInt8' },
    { name: 'hits', type: 'UInt16' },
  ])
})
