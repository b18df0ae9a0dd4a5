import type { Page, ReadRequest } from '../connector.js'

/** One way to learn what has changed. */
export interface DeltaMethod {
  /** Begins the snapshot that a full import reads, and tells the watermark from which the next delta import goes on. */
  begin(): Promise<string>
  /** Begins a snapshot, and tells what differs in it from what an import before told. */
  changes(request: ReadRequest): AsyncGenerator<Page>
  /** Whether something was changed since that import; outside a snapshot, and as cheaply as can be. */
  hasNews(watermark: string): Promise<boolean>
}
