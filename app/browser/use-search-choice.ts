'use client'

import { usePathname, useSearchParams } from 'next/navigation'

/** One of a few words that lives in the URL; the first is the default and left out of it. */
export function useSearchChoice<Word extends string>(
  name: string,
  words: readonly [Word, ...Word[]],
): [Word, (word: Word) => void] {
  const params = useSearchParams()
  const path = usePathname()
  const chosen = words.find((word) => word === params.get(name)) ?? words[0]
  const choose = (word: Word) => {
    const next = new URLSearchParams(params)
    if (word === words[0]) next.delete(name)
    else next.set(name, word)
    const search = next.toString()
    const base = document.documentElement.dataset['basePath'] ?? ''
    window.history.pushState(null, '', `${base}${path}${search === '' ? '' : `?${search}`}`)
  }
  return [chosen, choose]
}
