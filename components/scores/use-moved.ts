import { useState } from 'react'

/**
 * A number that a hand moves and its owner keeps a moment later. What was sent and comes back says nothing new, though
 * the hand is further by now; only a value of somebody else's moves it.
 */
export function useMoved(kept: number, keep: (value: number) => void) {
  const [moved, move] = useState(kept)
  const [known, setKnown] = useState(kept)
  const [sent, setSent] = useState<readonly number[]>([])
  if (known !== kept) {
    setKnown(kept)
    if (sent.includes(kept)) setSent(sent.slice(sent.lastIndexOf(kept) + 1))
    else move(kept)
  }
  const settle = () => {
    if (moved === (sent.at(-1) ?? kept)) return
    setSent([...sent, moved])
    keep(moved)
  }
  return { moved, move, settle }
}
