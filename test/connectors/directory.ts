import { BASE } from './people.js'

/** A boolean attribute, which the standard classes lack. */
export const HUB_SCHEMA = [
  "attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'hubActive' EQUALITY booleanMatch",
  '  SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )',
  "objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'hubPerson' SUP top AUXILIARY MAY hubActive )",
].join('\n')

export const PEOPLE_CONTAINER = `dn: ${BASE}\nobjectClass: organizationalUnit\nou: people\n`
