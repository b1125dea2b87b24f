interface SegmentedProps<T extends string> {
  label: string
  value: T
  choices: readonly { value: T; word: string }[]
  onChoose: (value: T) => void
}

/** A few exclusive choices in a row, as a radio group made of buttons. */
export function Segmented<T extends string>({ label, value, choices, onChoose }: SegmentedProps<T>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex h-8 items-center rounded-md border border-line-strong/50 p-0.5"
    >
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChoose(choice.value)}
          className="h-6.5 rounded px-2 text-xs whitespace-nowrap text-soft hover:text-text aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-text"
        >
          {choice.word}
        </button>
      ))}
    </div>
  )
}
