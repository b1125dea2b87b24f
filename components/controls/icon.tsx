/** One stroke path per icon, drawn on a 16-unit square. */
const PATHS = {
  sessions: 'M2 4h12M2 8h12M2 12h8',
  overview: 'M2 14V8m4 6V3m4 11V6m4 8v-4',
  scores: 'M2 14h12M3.500 14v-3M6.500 14V6M9.500 14V9M12.500 14v-2M8 2v12',
  fleets:
    'M8 4.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM3 14a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM13 14a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM7.300 4.500 3.700 11M8.700 4.500l3.600 6.500M4.500 12.500h7',
  campaigns: 'M3 14V2.500h9l-2 3 2 3H3',
  health: 'M1.5 8h3l2-5 3 10 2-5h3',
  help: 'M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4M8 12v.1M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5.5 6c.6-2.700 2.700-4 5.500-4s4.900 1.300 5.500 4',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z',
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
  copy: 'M5.500 5.500h8v8h-8zM3 10.500H2.500v-8h8V3',
  check: 'm3 8.500 3.500 3.500L13 4.500',
  close: 'm3.500 3.500 9 9m0-9-9 9',
  chevron_down: 'm4 6 4 4 4-4',
  chevron_right: 'm6 4 4 4-4 4',
  chevron_left: 'm10 4-4 4 4 4',
  filter: 'M2 3h12l-4.500 5.500V13l-3-1.500v-3z',
  clock: 'M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM8 4.500V8l2.500 1.500',
  warning: 'M8 2 1.500 13.500h13zM8 6.500v3.500M8 12v.1',
  lock: 'M3.500 7.500h9v6h-9zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500',
  retry: 'M13.500 8A5.500 5.500 0 1 1 11.700 4M13.500 2v3h-3',
  rows: 'M2 3.500h12M2 8h12M2 12.500h12',
  rows_dense: 'M2 2.500h12M2 5.300h12M2 8h12M2 10.700h12M2 13.500h12',
  up: 'M8 13V3M4 7l4-4 4 4',
  table: 'M2 3h12v10H2zM2 6.500h12M7 6.500V13',
  pause: 'M5.500 3v10M10.500 3v10',
  play: 'M5 3l8 5-8 5z',
  link: 'M6.500 9.500l3-3M7 5l1.500-1.500a2.800 2.800 0 0 1 4 4L11 9M9 11l-1.500 1.500a2.800 2.800 0 0 1-4-4L5 7',
  browsers: 'M1.500 3h13v10h-13zM1.500 6h13M3.500 4.500h.1M5.500 4.500h.1',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14',
  drift: 'M1.500 11c2 0 2.500-6 5-6s2.500 6 5 6c1.500 0 2-2 3-4M1.500 14h13',
  eye: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
} as const

export type IconName = keyof typeof PATHS

/** Decorative always: the control around it carries the name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" className="shrink-0">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
