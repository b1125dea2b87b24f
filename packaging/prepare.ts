import { buildApplication } from './build-application.ts'
import { reasonOf, say, step } from './progress.ts'

/** The state client is generated, not committed: even the types need it, so everything else is imported after it. */
export async function prepareGenerated(): Promise<void> {
  const { generatePrisma } = await import('#db/prisma/generate.ts')
  await step('state client', generatePrisma, (written) => (written ? 'generated' : 'fresh'))
}

/** Builds what the processes need; each part skips what is fresh, and what cannot be built here is named. */
export async function prepare(): Promise<void> {
  await prepareGenerated()
  await optional('embedded store', async () => {
    const { buildLauncher } = await import('#db/clickhouse/embedded/build-launcher.ts')
    buildLauncher()
  })
  await optional('capture programs', async () => {
    const { buildBpf } = await import('#bpf/build.ts')
    buildBpf()
  })
  await optional('application', buildApplication)
}

/** The schema, then the reference lists that come with Vigie where there are none; without them it still runs. */
export async function migrateStore(): Promise<void> {
  const { migrate } = await import('#db/clickhouse/migrate.ts')
  await step('store schema', () => migrate(), countOf)
  await optional('reference data', async () => {
    const { loadBundledWhereEmpty } = await import('#db/refdata/load-bundled.ts')
    let loaded = 0
    await loadBundledWhereEmpty(() => (loaded += 1))
    return loaded === 0 ? 'fresh' : `${loaded} lists`
  })
}

export async function migrateStateDatabase(): Promise<void> {
  const { migrateState } = await import('#db/prisma/migrate.ts')
  await step('state schema', () => migrateState(), countOf)
}

const countOf = (applied: readonly string[]) => (applied.length === 0 ? 'fresh' : `${applied.length} migrations`)

async function optional(label: string, work: () => unknown): Promise<void> {
  try {
    await step(label, work, (result) => (typeof result === 'string' ? result : ''))
  } catch (error) {
    say(`  ! ${reasonOf(error)}`)
  }
}
