import type { ReactNode } from 'react'
import { currentUser } from '../auth/current-user.ts'
import { Shell } from '../browser/shell.tsx'

/** Who is not logged in is sent away by the page itself, which knows the way back. */
export default async function PagesLayout({ children }: { children: ReactNode }) {
  const user = await currentUser()
  if (user === null) return children
  return <Shell user={{ name: user.name, role: user.role }}>{children}</Shell>
}
