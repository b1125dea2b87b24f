import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { ScoresView } from './scores-view.tsx'

export const metadata: Metadata = { title: 'Scores' }

export default async function ScoresPage() {
  await requireUser('/scores')
  return <ScoresView />
}
