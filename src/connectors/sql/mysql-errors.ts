import { meaningsByCode } from './error-meanings.js'

/** What error numbers of MariaDB and MySQL mean for an object that is written (their manuals' lists of error codes). */
export const MYSQL_ERRORS = meaningsByCode({
  unique: ['1062', '1169', '1586'],
  foreign: ['1216', '1217', '1451', '1452'],
  empty: ['1048', '1364'],
  long: ['1406'],
  unfit: ['1264', '1265', '1292', '1366', '1367', '1690', '3140'],
  check: ['3819', '4025', '1644'],
  denied: ['1044', '1142', '1143', '1227', '1370'],
  busy: ['1205', '1213', '1020'],
  unknown: ['1054', '1064', '1146'],
  readOnly: ['1290', '1792', '1836'],
  generated: ['1906', '3105'],
  slow: ['1969', '3024'],
})
