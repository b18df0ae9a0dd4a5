import { meaningsByCode } from './error-meanings.js'

/** What SQLSTATE codes and, behind them, classes mean for an object that is written (PostgreSQL documentation, appendix A). */
export const POSTGRESQL_ERRORS = meaningsByCode({
  unique: ['23505'],
  foreign: ['23503'],
  empty: ['23502'],
  check: ['23'],
  long: ['22001'],
  unfit: ['22', '42804'],
  denied: ['42501'],
  generated: ['428C9'],
  unknown: ['42'],
  readOnly: ['25006'],
  busy: ['40', '55P03'],
  slow: ['57014'],
})
