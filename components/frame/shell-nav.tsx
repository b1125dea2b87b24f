'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Icon, type IconName } from '#components/controls/icon.tsx'

interface NavEntry {
  href: string
  word: string
  icon: IconName
}

/** Five groups in the end; a group appears with its first page. */
const GROUPS: readonly { group: string; entries: readonly NavEntry[] }[] = [
  {
    group: 'Look',
    entries: [
      { href: '/', word: 'Overview', icon: 'overview' },
      { href: '/sessions', word: 'Sessions', icon: 'sessions' },
      { href: '/connections', word: 'Connections', icon: 'link' },
    ],
  },
  {
    group: 'Patterns',
    entries: [
      { href: '/scores', word: 'Scores', icon: 'scores' },
      { href: '/fleets', word: 'Fleets', icon: 'fleets' },
      { href: '/campaigns', word: 'Campaigns', icon: 'campaigns' },
      { href: '/browsers', word: 'Browsers', icon: 'browsers' },
      { href: '/drift', word: 'Drift and models', icon: 'drift' },
    ],
  },
  {
    group: 'Control',
    entries: [
      { href: '/health', word: 'Health', icon: 'health' },
      { href: '/help', word: 'Help & API', icon: 'help' },
    ],
  },
]

export function ShellNav() {
  const path = usePathname()
  const isHere = (href: string) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`))
  const nav = useRef<HTMLElement>(null)
  // On a narrow screen the pages are one strip: where one is must be in sight.
  useEffect(() => {
    const strip = nav.current
    const here = strip?.querySelector('[aria-current=page]')
    if (!strip || !here) return
    const [of_strip, of_here] = [strip.getBoundingClientRect(), here.getBoundingClientRect()]
    strip.scrollLeft += of_here.left - of_strip.left - (of_strip.width - of_here.width) / 2
  }, [path])
  return (
    <nav ref={nav} aria-label="Pages" className="flex gap-x-4 gap-y-3 overflow-x-auto px-2 py-1.5 lg:flex-col lg:py-3">
      {GROUPS.map(({ group, entries }) => (
        <div key={group} className="flex gap-0.5 lg:grid">
          <h2
            id={`nav-${group}`}
            className="hidden px-2 pb-1 text-2xs font-semibold tracking-wider text-faint uppercase lg:block"
          >
            {group}
          </h2>
          <ul aria-labelledby={`nav-${group}`} className="flex gap-0.5 lg:grid">
            {entries.map(({ href, word, icon }) => (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={isHere(href) ? 'page' : undefined}
                  className="relative flex h-8 items-center gap-2.5 rounded-md px-2 whitespace-nowrap text-soft hover:bg-hover hover:text-text aria-[current=page]:bg-accent-wash aria-[current=page]:font-medium aria-[current=page]:text-accent"
                >
                  <Icon name={icon} />
                  {word}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
