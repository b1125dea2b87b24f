import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { FleetsView } from './fleets-view.tsx'

export const metadata: Metadata = { title: 'Fleets' }

export default async function FleetsPage() {
  await requireUser('/fleets')
  return <FleetsView />
}
