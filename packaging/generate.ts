import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './config.ts'
import { say } from './progress.ts'

interface Generated {
  file: string
  /** What the tool comes from; without it the committed file is believed. */
  needs: string
  content: () => Promise<string>
}

const GENERATED: readonly Generated[] = [
  {
    file: 'sensor/wire/layout.generated.ts',
    needs: '/usr/sbin/bpftool',
    content: async () => (await import('#bpf/generate-layout.ts')).generateLayout(),
  },
  {
    file: 'db/clickhouse/schema.sql',
    needs: '/',
    content: async () => (await import('#db/clickhouse/print-schema.ts')).printSchema(),
  },
]

const checkOnly = process.argv.includes('--check')
let stale = 0
for (const { file, needs, content } of GENERATED) {
  if (!existsSync(needs)) {
    say(`${file}: ${needs} is missing, not checked`)
    continue
  }
  const fresh = await content()
  const place = path.join(projectRoot, file)
  if (existsSync(place) && readFileSync(place, 'utf8') === fresh) continue
  if (checkOnly) {
    stale += 1
    say(`${file} is stale: run "npm run generate" and commit it`)
  } else {
    writeFileSync(place, fresh)
    say(`${file} written`)
  }
}
process.exit(stale === 0 ? 0 : 1)
