'use client'

import { usePreference } from '#components/keys/use-preference.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

interface LiveButtonProps {
  live: boolean
  /** A range with an end does not change. */
  canLive: boolean
  onLive: (live: boolean) => void
}

export function LiveButton({ live, canLive, onLive }: LiveButtonProps) {
  return (
    <Button
      aria-pressed={live && canLive}
      disabled={!canLive}
      title={canLive ? 'Pause or go on (l)' : 'A range with an end does not change'}
      onClick={() => onLive(!live)}
    >
      <Icon name={live && canLive ? 'pause' : 'play'} size={13} />
      {!canLive ? 'Fixed range' : live ? 'Live' : 'Paused'}
    </Button>
  )
}

/** Row height, the same in every list. */
export function DensityButton() {
  const [density, chooseDensity] = usePreference('density', 'compact')
  return (
    <Button
      look="quiet"
      aria-label={density === 'compact' ? 'Rows: compact. Make them taller' : 'Rows: regular. Make them compact'}
      title="Row height"
      onClick={() => chooseDensity(density === 'compact' ? 'regular' : 'compact')}
    >
      <Icon name={density === 'compact' ? 'rows_dense' : 'rows'} />
    </Button>
  )
}
