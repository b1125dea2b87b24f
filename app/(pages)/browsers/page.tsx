import type { Metadata } from 'next'
import { SCOPES_OF_ROLE } from '#db/model/access.ts'
import { requireUser } from '../../auth/current-user.ts'
import { BrowsersView } from './browsers-view.tsx'

export const metadata: Metadata = { title: 'Browsers' }

export default async function BrowsersPage() {
  const user = await requireUser('/browsers')
  return <BrowsersView mayDecide={SCOPES_OF_ROLE[user.role].includes('rules:write')} />
}
