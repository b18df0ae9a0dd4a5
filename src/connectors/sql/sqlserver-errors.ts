import { meaningsByCode } from './error-meanings.js'

/** What error numbers of SQL Server mean for an object that is written (documentation of database engine errors). */
export const SQLSERVER_ERRORS = meaningsByCode({
  unique: ['2601', '2627'],
  foreign: ['547'],
  empty: ['515'],
  long: ['2628', '8152'],
  unfit: ['220', '232', '241', '242', '245', '295', '8114', '8115', '206', '257'],
  denied: ['229', '230', '262'],
  busy: ['1205', '1222', '3960'],
  unknown: ['207', '208', '102', '213'],
  readOnly: ['3906'],
  generated: ['271', '272', '544', '8102', '273'],
  slow: ['ETIMEOUT'],
})
