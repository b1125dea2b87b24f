'use client'

import { useCallback, useSyncExternalStore } from 'react'

const CHANGED = 'vigie-preference'

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange)
  window.addEventListener('storage', onChange)
  return () => {
    window.removeEventListener(CHANGED, onChange)
    window.removeEventListener('storage', onChange)
  }
}

function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

/** A choice of this reader in this browser; storage that is refused (private window) only means that it is forgotten. */
export function usePreference(name: string, initial: string): [string, (value: string) => void] {
  const key = `vigie.${name}`
  const value = useSyncExternalStore(
    subscribe,
    () => stored(key) ?? initial,
    () => initial,
  )
  const choose = useCallback(
    (next: string) => {
      try {
        window.localStorage.setItem(key, next)
      } catch {
        return
      }
      window.dispatchEvent(new Event(CHANGED))
    },
    [key],
  )
  return [value, choose]
}
