interface ThresholdSliderProps {
  value: number
  /** Said with the number: what it would mean. */
  says: string
  onMove: (value: number) => void
  /** The hand is off: worth keeping. */
  onSettle: () => void
}

/** A range of hundredths over the whole width of the bars above it; arrow keys move it by one, Page keys by ten. */
export function ThresholdSlider({ value, says, onMove, onSettle }: ThresholdSliderProps) {
  return (
    <input
      type="range"
      min={0}
      max={1}
      step={0.01}
      value={value}
      aria-label="Threshold"
      aria-valuetext={`${value.toFixed(2)}: ${says}`}
      onChange={(event) => onMove(Number(event.currentTarget.value))}
      onPointerUp={onSettle}
      onKeyUp={onSettle}
      onBlur={onSettle}
      className="-mx-3 block h-7 w-[calc(100%+1.5rem)] cursor-pointer appearance-none bg-transparent [&::-moz-range-thumb]:size-6 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-page [&::-moz-range-thumb]:bg-accent [&::-moz-range-track]:h-1 [&::-moz-range-track]:rounded [&::-moz-range-track]:bg-line-strong [&::-webkit-slider-runnable-track]:h-1 [&::-webkit-slider-runnable-track]:rounded [&::-webkit-slider-runnable-track]:bg-line-strong [&::-webkit-slider-thumb]:-mt-2.5 [&::-webkit-slider-thumb]:size-6 [&::-webkit-slider-thumb]:appearance-none [&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-page [&::-webkit-slider-thumb]:bg-accent"
    />
  )
}
