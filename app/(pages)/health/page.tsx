import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { HealthView } from './health-view.tsx'

export const metadata: Metadata = { title: 'Health' }

export default async function HealthPage() {
  await requireUser('/health')
  return <HealthView />
}
