'use client'

import { useEffect, useEffectEvent } from 'react'
import { usePreference } from './use-preference.ts'

/** A key fires nothing while somebody types, in a dialog or menu, or with a modifier. */
function isFree(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false
  const { target } = event
  if (!(target instanceof HTMLElement)) return true
  if (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
    return false
  return document.querySelector('[role="dialog"][data-state="open"]') === null
}

/** Single-key shortcuts of a view, by `KeyboardEvent.key`; silent when the reader has switched them off (WCAG 2.1.4). */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const [enabled] = usePreference('single-keys', 'on')
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (enabled === 'off' || !isFree(event)) return
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
