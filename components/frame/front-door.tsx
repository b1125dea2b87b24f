import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

/** The frame of the pages before the login. */
export function FrontDoor({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-sm gap-6">
        <p className="flex items-center justify-center gap-3 text-2xl font-semibold tracking-tight">
          <Logo size={40} />
          Vigie
        </p>
        <div className="grid gap-5 rounded-xl border bg-panel p-6">
          <div className="grid gap-1">
            <h1 className="text-lg font-semibold">{title}</h1>
            <p className="text-soft">{lead}</p>
          </div>
          {children}
        </div>
        <p className="text-center text-xs text-balance text-faint">
          Tells machines from people on your web servers, and says why.
        </p>
      </div>
    </main>
  )
}
