import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { DriftView } from './drift-view.tsx'

export const metadata: Metadata = { title: 'Drift and models' }

export default async function DriftPage() {
  await requireUser('/drift')
  return <DriftView />
}
