import { dimensionWords } from './browser-words.ts'

interface WeightListProps {
  label: string
  weights: readonly { name: string; weight: number }[]
}

/** Each weight in words and per cent, with a bar. */
export function WeightList({ label, weights }: WeightListProps) {
  const most = Math.max(...weights.map(({ weight }) => weight))
  return (
    <dl
      aria-label={label}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3.5 py-2"
    >
      {weights.map(({ name, weight }) => (
        <div key={name} className="col-span-3 grid grid-cols-subgrid items-center">
          <dt className="text-soft">{dimensionWords(name)}</dt>
          <dd className="contents">
            <span
              aria-hidden="true"
              className="h-2 rounded-sm bg-accent/70"
              style={{ width: `${(weight / most) * 100}%` }}
            />
            <span className="mono text-right">{Math.round(weight * 100)} %</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
