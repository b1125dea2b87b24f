'use client'

import { usePreference } from './use-preference.ts'

export function KeySwitch() {
  const [enabled, choose] = usePreference('single-keys', 'on')
  return (
    <label className="flex min-h-7 items-center gap-2 text-sm">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={enabled === 'on'}
        onChange={(event) => choose(event.target.checked ? 'on' : 'off')}
      />
      Single-key shortcuts act outside lists too
    </label>
  )
}
