import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Request } from '#db/model/request.ts'
import { readVisited, type Visited } from '../capture/truth.ts'

/** A visitor with the rows that the sensor wrote of them, in the order of their times. */
export interface Visit {
  visited: Visited
  rows: Request[]
}

/** What a capture's folder holds; rows of addresses that no visitor had are left out. */
export async function readCapture(folder: string): Promise<Visit[]> {
  const [rows, truth] = [join(folder, 'rows.ndjson'), join(folder, 'truth.ndjson')]
  if (!existsSync(rows) || !existsSync(truth)) throw new Error(`${folder} holds no capture`)
  const visits = readVisited(truth).map((visited): Visit => ({ visited, rows: [] }))
  const byAddress = new Map(visits.flatMap((visit) => visit.visited.src_ips.map((src_ip) => [src_ip, visit] as const)))
  for await (const line of createInterface({ input: createReadStream(rows) })) {
    if (line === '') continue
    const row = Request.parse(JSON.parse(line))
    byAddress.get(row.src_ip)?.rows.push(row)
  }
  for (const { rows } of visits) rows.sort((one, other) => Date.parse(one.time) - Date.parse(other.time))
  return visits.filter(({ rows }) => rows.length > 0)
}
