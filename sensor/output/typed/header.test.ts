import { expect, test } from 'vitest'
import { columnsOf, headerOf } from './header.ts'
import { insertTextOf } from './insert-text.ts'
import { ROW_COLUMNS } from './row-columns.ts'

const columns = [
  { name: 'host', type: 'LowCardinality(String)' },
  { name: 'time', type: "DateTime64(3, 'UTC')" },
  { name: 'headers', type: 'Array(Tuple(String, String))' },
  { name: 'contract', type: "Enum8('raw' = 1, 'typed' = 2)" },
]

test('a header names its columns again', () => {
  expect(columnsOf(headerOf(columns))).toEqual(columns)
  expect(columnsOf(headerOf(ROW_COLUMNS))).toEqual(ROW_COLUMNS.map(({ name, type }) => ({ name, type })))
})

test('rows go in by name, without what the store has no column for', () => {
  expect(insertTextOf(columns, new Set(['headers']))).toBe(
    'INSERT INTO ja4_logs.http_logs (host, time, contract) SELECT host, time, contract FROM input(' +
      "'host LowCardinality(String), time DateTime64(3, \\'UTC\\'), headers Array(Tuple(String, String)), " +
      "contract Enum8(\\'raw\\' = 1, \\'typed\\' = 2)') FORMAT RowBinaryWithNamesAndTypes",
  )
})

test.each([
  { name: 'host) SELECT 1', type: 'String' },
  { name: 'host', type: "String') FORMAT Null; DROP TABLE x" },
  { name: 'host', type: "Enum8('a\\'' = 1)" },
  { name: '', type: 'String' },
])('a header that says $name $type is refused', (column) => {
  expect(() => insertTextOf([column])).toThrow('no column')
})
