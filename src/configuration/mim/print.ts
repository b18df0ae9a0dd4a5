import type { HubDocument } from '../document.js'
import { exportCommented } from '../write.js'
import type { Ledger } from './ledger.js'

const HEAD = ` Made of a MIM server export by hub import-mim. What is to be decided stands beside the lines it is about, after DECIDE.
 hub plan checks this file; docs/migrating-from-mim.md says how to go on.`

/** The document as YAML, with what is to be decided as comments. */
export const printImported = (document: HubDocument, ledger: Ledger): string =>
  exportCommented(document, HEAD, ledger.comments)
