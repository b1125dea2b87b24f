/** Grey bars in the place of content to come; they appear only after 150 ms, so that a quick answer does not flash. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="grid animate-appear gap-2.5 p-3.5">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex gap-3">
          <div className="h-3.5 w-20 rounded bg-hover" />
          <div className="h-3.5 rounded bg-hover" style={{ width: `${38 + ((index * 17) % 45)}%` }} />
        </div>
      ))}
    </div>
  )
}
