import { Icon } from '#components/controls/icon.tsx'
import { plural } from '#components/text/number-words.ts'

/** New rows wait here while the reader is down the list: nothing moves under the pointer. */
export function ArrivalsButton({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  if (waiting === 0) return null
  const show = () => {
    document.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
    onShow()
  }
  return (
    <div className="absolute top-9 left-1/2 z-20 -translate-x-1/2">
      <button
        type="button"
        onClick={show}
        className="inline-flex h-7 items-center gap-1.5 rounded-full bg-accent px-3 text-xs font-semibold text-accent-ink shadow-float"
      >
        <Icon name="up" size={12} />
        {plural(waiting, 'new session')}
      </button>
    </div>
  )
}
