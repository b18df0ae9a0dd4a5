/** The attributes of an account that the agent of a forest reads. */
export const ACCOUNT_ATTRIBUTES = [
  ...['sAMAccountName', 'cn', 'sn', 'givenName', 'displayName', 'title', 'department', 'mail', 'telephoneNumber'],
  ...['l', 'postalCode', 'streetAddress', 'employeeNumber', 'manager'],
] as const

export const FOREST = 'bench.test'
export const FOREST_SUFFIX = 'DC=bench,DC=test'
export const STAFF = `OU=Staff,${FOREST_SUFFIX}`

export const accountName = (i: number): string => `CN=u${i},${STAFF}`

/** Python that fills a new forest: accounts, of which every tenth manages nine, and a group with half of them. */
export const toPython = (people: number): string => `
staff = '${STAFF}'
db.add({'dn': staff, 'objectClass': 'organizationalUnit'})
db.transaction_start()
for i in range(${people}):
    account = {
        'dn': 'CN=u%d,%s' % (i, staff), 'objectClass': 'user', 'sAMAccountName': 'u%d' % i, 'sn': 'Sur%d' % (i % 3571),
        'givenName': 'Given%d' % (i % 977), 'displayName': 'Given%d Sur%d' % (i % 977, i % 3571), 'title': 'Engineer %d' % (i % 40),
        'department': 'D%d' % (i % 200), 'mail': 'u%d@example.org' % i, 'telephoneNumber': '+49 30 %d' % (1000000 + i),
        'l': 'City %d' % (i % 60), 'postalCode': '%d' % (10000 + i % 900), 'streetAddress': 'Long Street %d' % i,
        'employeeNumber': '%d' % i,
    }
    if i > 0: account['manager'] = 'CN=u%d,%s' % (i - i % 10 if i % 10 else 0, staff)
    db.add(account)
db.add({'dn': 'CN=half,%s' % staff, 'objectClass': 'group', 'sAMAccountName': 'half',
        'member': ['CN=u%d,%s' % (i, staff) for i in range(0, ${people}, 2)]})
db.transaction_commit()
`
