import type { Metadata } from 'next'
import Link from 'next/link'
import { FrontDoor } from '#components/frame/front-door.tsx'

export const metadata: Metadata = { title: 'No such page' }

export default function NotFoundPage() {
  return (
    <FrontDoor title="There is no such page" lead="The address may be mistyped, or the page has moved.">
      <Link
        href="/"
        className="inline-flex h-10 items-center justify-center rounded-md bg-accent font-semibold text-accent-ink"
      >
        To the overview
      </Link>
    </FrontDoor>
  )
}
