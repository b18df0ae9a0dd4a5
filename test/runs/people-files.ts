export const BASE = 'ou=people,dc=example,dc=org'

export const CSV_HEAD = 'cn,sn,manager\n'
export const csvRow = (i: number): string => `p${i},"Name, ${i}",${i === 0 ? '' : 'p0'}\n`
export const csvOf = (numbers: readonly number[]): string => CSV_HEAD + numbers.map(csvRow).join('')
export const ldifRecord = (i: number): string =>
  [
    `dn: cn=p${i},${BASE}`,
    'objectClass: inetOrgPerson',
    `entryUUID: 00000000-0000-4000-8000-0000000${String(10_000 + i)}`,
    `cn: p${i}`,
    `sn: Name, ${i}`,
    ...(i === 0 ? [] : [`manager: cn=p0,${BASE}`]),
    '',
    '',
  ].join('\n')
export const ldifOf = (numbers: readonly number[]): string => numbers.map(ldifRecord).join('')
