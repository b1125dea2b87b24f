export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line-strong/60 bg-page px-1 text-2xs text-soft">
      {children}
    </kbd>
  )
}
