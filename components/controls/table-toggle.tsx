import { Icon } from './icon.tsx'

/** Between a picture and its table twin. */
export function TableToggle({ pressed, onToggle }: { pressed: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onToggle}
      className="inline-flex h-6 items-center gap-1 rounded px-1.5 text-xs text-soft hover:bg-hover aria-pressed:text-accent"
    >
      <Icon name="table" size={13} />
      Table
    </button>
  )
}
