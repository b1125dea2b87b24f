/** A lighthouse and its beam; decorative, the word beside it carries the name. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg viewBox="4 4 56 56" width={size} height={size} aria-hidden="true" className="shrink-0">
      <path d="M39 20 60 11v18z" className="fill-accent" opacity=".85" />
      <path d="M25 20 4 11v18z" className="fill-accent" opacity=".3" />
      <path d="M26 13a6 6 0 0 1 12 0v1.5H26z" fill="currentColor" />
      <path fillRule="evenodd" d="M26 16h12v8H26zm6 1.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2z" fill="currentColor" />
      <rect x="22.5" y="25.4" width="19" height="3.4" rx="1.2" className="fill-accent" />
      <path d="M26.6 30.4h10.8l1 7H25.6zM24.8 43.4h14.4l1.5 10.6H23.3z" fill="currentColor" />
      <path d="m25.4 38.4 13.2 0 .6 4H24.8z" className="fill-accent" />
      <path d="M17 55.6h30" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}
