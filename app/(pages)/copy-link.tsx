'use client'

import { useState } from 'react'
import { Button } from '#components/controls/button.tsx'
import { Icon } from '#components/controls/icon.tsx'

export function CopyLink({ searchOf }: { searchOf: () => string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    const link = `${window.location.origin}${window.location.pathname}${searchOf()}`
    navigator.clipboard.writeText(link).then(
      () => {
        setCopied(true)
        setTimeout(() => setCopied(false), 2000)
      },
      () => window.prompt('The browser refused the clipboard. Copy the link from here:', link),
    )
  }
  return (
    <Button
      look="quiet"
      onClick={copy}
      aria-label="Copy a link to this question with absolute times"
      title="Copy a link with absolute times"
    >
      <Icon name={copied ? 'check' : 'link'} />
      <span role="status" className="sr-only">
        {copied ? 'Link copied' : ''}
      </span>
    </Button>
  )
}
