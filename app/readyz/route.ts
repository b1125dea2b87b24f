import { clickhouseFor } from '#db/clickhouse/client.ts'
import { stateDatabase } from '#db/prisma/client.ts'

export const dynamic = 'force-dynamic'

const PATIENCE_MS = 2000

/** 200 when both databases answer and are migrated, else 503 and which one does not. */
export async function GET(): Promise<Response> {
  const [store, state] = await Promise.all([
    answers(async () => {
      const rows = await clickhouseFor('reader').query({
        query: 'SELECT 1 FROM ja4_logs.http_logs LIMIT 0',
        format: 'JSON',
      })
      await rows.text()
    }),
    answers(() => stateDatabase().auditHead.findUniqueOrThrow({ where: { id: 1 } })),
  ])
  const ready = store && state
  return new Response(`store: ${word(store)}\nstate: ${word(state)}\n`, {
    status: ready ? 200 : 503,
    headers: { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain' },
  })
}

function word(ok: boolean): string {
  return ok ? 'ok' : 'does not answer'
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref())
  try {
    return await Promise.race([ask().then(() => true), late])
  } catch {
    return false
  }
}
