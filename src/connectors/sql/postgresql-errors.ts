import type { ErrorMeaning } from './dialect.js'
import {
  BUSY,
  CHECK,
  DENIED,
  EMPTY,
  FOREIGN,
  GENERATED,
  LONG,
  READ_ONLY,
  SLOW,
  UNFIT,
  UNIQUE,
  UNKNOWN,
} from './error-meanings.js'

/** What SQLSTATE codes and, behind them, classes mean for an object that is written (PostgreSQL documentation, appendix A). */
export const POSTGRESQL_ERRORS: ReadonlyMap<string, ErrorMeaning> = new Map<string, ErrorMeaning>([
  ['23505', UNIQUE],
  ['23503', FOREIGN],
  ['23502', EMPTY],
  ['23', CHECK],
  ['22001', LONG],
  ['22', UNFIT],
  ['42804', UNFIT],
  ['42501', DENIED],
  ['428C9', GENERATED],
  ['42', UNKNOWN],
  ['25006', READ_ONLY],
  ['40', BUSY],
  ['55P03', BUSY],
  ['57014', SLOW],
])
