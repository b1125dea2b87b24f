/** In what the members are compared, in words. */
const ASPECT_WORDS: Readonly<Record<string, string>> = {
  paths: 'the same paths',
  volume: 'as many requests in the same time',
  mix: 'the same kinds of request',
  rhythm: 'the same pauses',
}

interface LikenessBarsProps {
  likeness: Readonly<Record<string, number>>
  background: Readonly<Record<string, number>>
}

/** How alike the members are, beside how alike others on the same hosts are: in each respect. */
export function LikenessBars({ likeness, background }: LikenessBarsProps) {
  const aspects = Object.entries(likeness)
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="How alike they act">
      <table className="w-full text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th scope="col" className="px-3.5 py-1 font-medium">
              They have
            </th>
            <th scope="col" className="px-2 py-1 font-medium">
              Members among themselves
            </th>
            <th scope="col" className="px-3.5 py-1 font-medium">
              Others on the same hosts
            </th>
          </tr>
        </thead>
        <tbody>
          {aspects.map(([aspect, inside]) => (
            <tr key={aspect} className="border-t border-line/60">
              <th scope="row" className="px-3.5 py-1 text-left font-normal">
                {ASPECT_WORDS[aspect] ?? aspect}
              </th>
              <td className="px-2 py-1">
                <Share value={inside} color="var(--bot)" />
              </td>
              <td className="px-3.5 py-1">
                <Share value={background[aspect] ?? null} color="var(--human)" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Share({ value, color }: { value: number | null; color: string }) {
  if (value === null) return <span className="text-faint">nobody to compare with</span>
  return (
    <span className="flex items-center gap-2">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" className="h-3 min-w-16 flex-1 bg-hover" aria-hidden="true">
        <rect width={100 * value} height="10" fill={color} />
      </svg>
      <span className="mono w-10 text-right">{Math.round(100 * value)} %</span>
    </span>
  )
}
