import type { Metadata } from 'next'
import Link from 'next/link'
import { FrontDoor } from '#components/frame/front-door.tsx'
import { Notice } from '#components/states/notice.tsx'
import { SetupForm } from './setup-form.tsx'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  if (typeof token !== 'string' || token === '')
    return (
      <FrontDoor title="Set up" lead="The first account is made once.">
        <Notice
          icon="link"
          title="This link is not complete"
          actions={
            <Link href="/login" className="text-accent underline">
              Log in with an account
            </Link>
          }
        >
          <p>Open the whole set-up link that the start printed. It works once.</p>
        </Notice>
      </FrontDoor>
    )
  return (
    <FrontDoor title="Set up" lead="Make the first account. It administers this installation.">
      <SetupForm token={token} />
    </FrontDoor>
  )
}
