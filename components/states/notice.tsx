import type { ReactNode } from 'react'
import { Icon, type IconName } from '#components/controls/icon.tsx'

const TONES = {
  plain: 'text-soft',
  bad: 'text-bad',
  warn: 'text-warn',
} as const

interface NoticeProps {
  icon: IconName
  tone?: keyof typeof TONES
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** Failures interrupt a screen reader; an empty list only informs it. */
  role?: 'status' | 'alert'
}

/** What a view shows in the place of its content: why there is none, and what to do about it. */
export function Notice({ icon, tone = 'plain', title, children, actions, role = 'status' }: NoticeProps) {
  return (
    <div role={role} className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <span className={TONES[tone]}>
        <Icon name={icon} size={26} />
      </span>
      <p className="text-base font-semibold">{title}</p>
      {children && <div className="grid max-w-xl gap-1 text-balance text-soft">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

/** A persistent strip above content that is still usable. */
export function Banner({ children, tone = 'warn' }: { children: ReactNode; tone?: 'warn' | 'bad' }) {
  const look = tone === 'bad' ? 'bg-bad-wash text-bad' : 'bg-warn-wash text-warn'
  return (
    <div role="status" className={`flex flex-wrap items-center gap-2 rounded-md px-3 py-1.5 text-sm ${look}`}>
      <Icon name="warning" size={14} />
      {children}
    </div>
  )
}
