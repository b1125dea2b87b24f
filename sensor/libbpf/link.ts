/** Something attached; closing it detaches. */
export interface Link {
  close: () => void
}
