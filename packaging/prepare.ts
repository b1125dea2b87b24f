import { say, reasonOf, step } from './progress.ts'

/** Builds what the processes need: state client, store launcher, capture programs. Each skips what is fresh. */
export async function prepare(): Promise<void> {
  await prepareGenerated()
  await optional('embedded store', async () => {
    const { buildLauncher } = await import('#db/clickhouse/embedded/build-launcher.ts')
    return await buildLauncher()
  })
  await optional('capture programs', async () => {
    const { buildBpf } = await import('#bpf/build.ts')
    return await buildBpf()
  })
}

/** The state client is generated, not committed: types need it. */
export async function prepareGenerated(): Promise<void> {
  await step('state client', async () => {
    const { generatePrisma } = await import('#db/prisma/generate.ts')
    return await generatePrisma()
  })
}

/** Brings both databases to the newest schema. */
export async function migrateStore(): Promise<void> {
  await step('store schema', async () => {
    const { migrate } = await import('#db/clickhouse/migrate.ts')
    return await migrate()
  })
}

export async function migrateStateDatabase(): Promise<void> {
  await step('state schema', async () => {
    const { migrateState } = await import('#db/prisma/migrate.ts')
    return await migrateState()
  })
}

async function optional(label: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await step(label, work)
  } catch (error) {
    say(`  ! ${reasonOf(error)}`)
  }
}
