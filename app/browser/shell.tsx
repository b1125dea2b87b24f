'use client'

import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { FreshnessStrip, type Freshness } from '#components/health/freshness-strip.tsx'
import { Icon } from '#components/controls/icon.tsx'
import { KeyList } from '#components/keys/key-list.tsx'
import { KeySwitch } from '#components/keys/key-switch.tsx'
import { Logo } from '#components/frame/logo.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '#components/controls/menu.tsx'
import { Modal } from '#components/controls/modal.tsx'
import { ShellNav } from '#components/frame/shell-nav.tsx'
import { ThemeChoice } from '#components/controls/theme-choice.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { sendOnly } from './fetch-json.ts'
import { goTo } from './go-to.ts'
import { useHealth } from './health-query.ts'
import { SessionEndedOverlay } from './session-ended-overlay.tsx'
import type { Health } from '#db/model/health.ts'

/** A sensor says a word every few seconds; silent for longer, it does not report. */
export const SENSOR_SILENT_S = 30

function freshnessOf({ time, store, sensors }: Health): Freshness {
  return {
    time,
    newest_row_at: store.newest_row_at,
    store_ok: store.ok,
    sensors_known: sensors.length,
    sensors_reporting: sensors.filter(({ age_s }) => age_s < SENSOR_SILENT_S).length,
  }
}

function UserMenu({ name, role }: { name: string; role: string }) {
  const logOut = () => {
    const leave = () => goTo('/login')
    sendOnly('POST', '/api/v1/logout').then(leave, leave)
  }
  return (
    <Menu
      label={`Account ${name}`}
      trigger={
        <>
          <Icon name="user" />
          <span className="hidden max-w-32 truncate sm:inline">{name}</span>
          <Icon name="chevron_down" size={12} />
        </>
      }
    >
      <MenuLabel>
        {name} · {role}
      </MenuLabel>
      <MenuSeparator />
      <ThemeChoice />
      <MenuSeparator />
      <MenuItem onSelect={logOut}>Log out</MenuItem>
    </Menu>
  )
}

/** What surrounds every page: where to go, how fresh the data is, who is here. */
export function Shell({ user, children }: { user: { name: string; role: string }; children: ReactNode }) {
  const [helpOpen, setHelpOpen] = useState(false)
  const health = useHealth()
  useKeys({ '?': () => setHelpOpen(true) })
  return (
    <div className="grid h-dvh grid-rows-[auto_auto_1fr] lg:grid-cols-[11.5rem_1fr] lg:grid-rows-[auto_1fr]">
      <a
        href="#content"
        className="absolute -top-12 left-2 z-50 rounded bg-accent px-3 py-2 text-accent-ink focus:top-2"
      >
        To the content
      </a>
      <header className="flex h-11 min-w-0 items-center gap-3 border-b px-3 lg:col-span-2">
        <Link href="/" className="flex items-center gap-2 rounded text-base font-semibold tracking-tight lg:w-[10rem]">
          <Logo />
          Vigie
        </Link>
        <FreshnessStrip
          freshness={health.data ? freshnessOf(health.data) : null}
          failed={health.isError && health.error.message !== ''}
        />
        <div className="ml-auto flex items-center gap-1">
          <button
            type="button"
            onClick={() => setHelpOpen(true)}
            aria-label="Keys"
            title="Keys (?)"
            className="inline-flex size-7 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-text"
          >
            <Icon name="help" />
          </button>
          <UserMenu {...user} />
        </div>
      </header>
      <div className="min-w-0 border-b lg:border-r lg:border-b-0">
        <ShellNav />
      </div>
      {/* Positioned: words for screen readers alone are absolute, and would make the page itself longer than the window. */}
      <main id="content" tabIndex={-1} className="relative min-h-0 min-w-0 overflow-auto outline-none">
        {children}
      </main>
      <Modal
        open={helpOpen}
        onOpenChange={setHelpOpen}
        title="Keys"
        description="They rest while you type or a dialog is open."
      >
        <KeyList />
        <KeySwitch />
      </Modal>
      <SessionEndedOverlay name={user.name} />
    </div>
  )
}
