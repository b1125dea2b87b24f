import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, type RefObject } from 'react'

interface GridRows<Row> {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  rowHeight: number
  complete: boolean
  onEndReached?: () => void
}

/** Further rows are asked for while this many are still below the last one in sight. */
const ROWS_AHEAD = 20

/** Which rows are in sight and where they lie; asks for more when the end comes near. */
export function useGridWindow<Row>(
  scroller: RefObject<HTMLDivElement | null>,
  headerHeight: number,
  { rows, rowKey, rowHeight, complete, onEndReached }: GridRows<Row>,
) {
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while drawing and handed to no memoized component
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : rowKey(row)
    },
    overscan: 8,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const reachEnd = useEffectEvent(() => onEndReached?.())
  useEffect(() => {
    if (!complete && last >= rows.length - ROWS_AHEAD) reachEnd()
  }, [last, rows.length, complete])
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight])
  return {
    items,
    height: virtualizer.getTotalSize(),
    /** The ref of a row whose height is its own. */
    measure: virtualizer.measureElement,
    scrollTo: (row: number) => virtualizer.scrollToIndex(row),
  }
}
