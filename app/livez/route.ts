/** The process answers; nothing else is asked. */
export function GET(): Response {
  return new Response('ok\n', { headers: { 'Cache-Control': 'no-store' } })
}
export const dynamic = 'force-dynamic'
