import type { ComponentProps } from 'react'

const LOOKS = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 font-semibold',
  plain: 'border border-line-strong/60 bg-raised text-text hover:bg-hover',
  quiet: 'text-soft hover:bg-hover hover:text-text',
} as const

type ButtonProps = ComponentProps<'button'> & { look?: keyof typeof LOOKS }

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-2.5 text-sm whitespace-nowrap disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  )
}
