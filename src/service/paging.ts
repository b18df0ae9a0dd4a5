import type { Page } from '../storage/read/page.js'

export type { Cursor, Page, PageRequest } from '../storage/read/page.js'

/** A page of a list, and how long the list is for whoever asks: that costs a statement of its own. */
export interface Listed<Row> extends Page<Row> {
  count(): Promise<number>
}
