'use client'

import { useSyncExternalStore } from 'react'
import { MenuChoice, MenuLabel } from './menu.tsx'

const CHOICES = [
  { value: 'system', word: 'As the system' },
  { value: 'dark', word: 'Dark' },
  { value: 'light', word: 'Light' },
] as const

type Theme = (typeof CHOICES)[number]['value']
const CHANGED = 'vigie-theme'

function currentTheme(): Theme {
  const theme = document.documentElement.dataset['theme']
  return theme === 'dark' || theme === 'light' ? theme : 'system'
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange)
  return () => window.removeEventListener(CHANGED, onChange)
}

/** The cookie lets the server write the right theme into the first byte: no flash and no inline script. */
function chooseTheme(theme: Theme): void {
  const isSystem = theme === 'system'
  document.cookie = `vigie-theme=${theme}; path=/; samesite=lax; max-age=${isSystem ? 0 : 31_536_000}`
  if (isSystem) delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  window.dispatchEvent(new Event(CHANGED))
}

export function ThemeChoice() {
  const theme = useSyncExternalStore<Theme>(subscribe, currentTheme, () => 'system')
  return (
    <>
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice value={theme} choices={CHOICES} onChoose={chooseTheme} />
    </>
  )
}
