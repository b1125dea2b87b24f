import type { Metadata } from 'next'
import { FrontDoor } from '#components/frame/front-door.tsx'
import { Login } from './login.tsx'

export const metadata: Metadata = { title: 'Log in' }

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return (
    <FrontDoor title="Log in" lead="With the account that your administrator gave you.">
      <Login next={typeof next === 'string' ? next : '/'} />
    </FrontDoor>
  )
}
