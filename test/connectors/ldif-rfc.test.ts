import { describe, expect, test } from '@jest/globals'
import { attributesOf, readChanges, readLdif } from './ldif.js'

describe('the examples of RFC 2849', () => {
  test('1: a simple file with two entries', async () => {
    const { deltas } = await readLdif(`version: 1
dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
objectclass: top
objectclass: person
objectclass: organizationalPerson
cn: Barbara Jensen
cn: Barbara J Jensen
cn: Babs Jensen
sn: Jensen
uid: bjensen
telephonenumber: +1 408 555 1212
description: A big sailing fan.

dn: cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com
objectclass: top
objectclass: person
objectclass: organizationalPerson
cn: Bjorn Jensen
sn: Jensen
telephonenumber: +1 408 555 1212
`)
    expect(deltas.map(({ dn }) => dn)).toEqual([
      'cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com',
      'cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com',
    ])
    expect(attributesOf(deltas[0])).toEqual({
      cn: ['Barbara Jensen', 'Barbara J Jensen', 'Babs Jensen'],
      sn: ['Jensen'],
      uid: ['bjensen'],
      telephonenumber: ['+1 408 555 1212'],
      description: ['A big sailing fan.'],
    })
  })

  test('2: a folded attribute value', async () => {
    const { deltas } = await readLdif(`version: 1
dn:cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
objectclass:top
objectclass:person
objectclass:organizationalPerson
cn:Barbara Jensen
sn:Jensen
title:Product Manager, Rod and Reel Division
description:Babs is a big sailing fan, and travels extensively in sea
 rch of perfect sailing conditions.

`)
    expect(attributesOf(deltas[0])?.description).toEqual([
      'Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions.',
    ])
  })

  test('3 and 4: base64 in values and names, and an attribute with a language', async () => {
    const { deltas } = await readLdif(`version: 1
dn: cn=Gern Jensen, ou=Product Testing, dc=airius, dc=com
objectclass: person
cn: Gern Jensen
sn: Jensen
description:: V2hhdCBhIGNhcmVmdWwgcmVhZGVyIHlvdSBhcmUhICBUaGlzIHZhbHVlIGlzIGJhc2UtNjQtZW5jb2RlZCBiZWNhdXNlIGl0IGhhcyBhIGNvbnRyb2wgY2hhcmFjdGVyIGluIGl0IChhIENSKS4NICBCeSB0aGUgd2F5LCB5b3Ugc2hvdWxkIHJlYWxseSBnZXQgb3V0IG1vcmUu

dn:: dWlkPXJvZ2FzYXdhcmEsb3U95Za25qWt6YOoLG89QWlyaXVz
# dn:: uid=<uid>,ou=<JapaneseOU>,o=Airius
objectclass: person
cn:: 5bCP56yg5Y6fIOODreODieODi+ODvA==
cn;lang-en: Rodney Ogasawara
sn: Ogasawara
`)
    expect(attributesOf(deltas[0])?.description?.[0]).toMatch(/^What a careful reader.*\(a CR\)\.\r {2}By the way/s)
    expect(deltas[1]?.dn).toBe('uid=rogasawara,ou=営業部,o=Airius')
    expect(attributesOf(deltas[1])?.cn).toEqual(['小笠原 ロドニー'])
  })

  test('5: a reference to an external file is refused, and the read goes on', async () => {
    const record = 'objectclass: person\nsn: x\n'
    const { deltas, problems } = await readLdif(
      `dn: cn=Horatio\n${record}jpegphoto:< file:///usr/local/directory/photos/hjensen.jpg\n\ndn: cn=Next\n${record}`,
    )
    expect(problems.map(({ code, where }) => [code, where?.line])).toEqual([['parse-error', 4]])
    expect(problems[0]?.message).toContain('URL')
    expect(deltas.map(({ dn }) => dn)).toEqual(['cn=Next'])
  })

  test('6: a file of changes', async () => {
    const { deltas, problems } = await readChanges(`version: 1
# Add a new entry
dn: cn=Fiona Jensen, ou=Marketing, dc=airius, dc=com
changetype: add
objectclass: person
entryUUID: 1
cn: Fiona Jensen
sn: Jensen

# Delete an existing entry
dn: cn=Robert Jensen, ou=Marketing, dc=airius, dc=com
changetype: delete

# Modify an entry's relative distinguished name
dn: cn=Paul Jensen, ou=Product Development, dc=airius, dc=com
changetype: modrdn
newrdn: cn=Paula Jensen
deleteoldrdn: 1

# Rename an entry and move all of its children to a new location
dn: ou=PD Accountants, ou=Product Development, dc=airius, dc=com
changetype: modrdn
newrdn: ou=Product Development Accountants
deleteoldrdn: 0
newsuperior: ou=Accounting, dc=airius, dc=com

# Modify an entry
dn: cn=Paula Jensen, ou=Product Development, dc=airius, dc=com
changetype: modify
add: postaladdress
postaladdress: 123 Anystreet $ Sunnyvale, CA $ 94086
-
add: title
title: Boss
-
delete: description
-
replace: telephonenumber
telephonenumber: +1 408 555 1234
telephonenumber: +1 408 555 5678
-

# Delete one value
dn: cn=Ingrid Jensen, ou=Product Support, dc=airius, dc=com
control: 1.2.840.113556.1.4.805 true
changetype: modify
delete: title
title: Clerk
-
`)
    expect(problems).toEqual([])
    const [add, remove, rename, move, modify, last] = deltas
    expect(add).toMatchObject({ kind: 'add', anchor: '1', attributes: { cn: ['Fiona Jensen'] } })
    expect(remove).toEqual({ kind: 'delete', dn: 'cn=Robert Jensen, ou=Marketing, dc=airius, dc=com' })
    expect(rename).toMatchObject({
      newDn: 'cn=Paula Jensen,ou=Product Development, dc=airius, dc=com',
      changes: {
        cn: [
          { operation: 'delete', values: ['Paul Jensen'] },
          { operation: 'add', values: ['Paula Jensen'] },
        ],
      },
    })
    expect(move).toMatchObject({
      newDn: 'ou=Product Development Accountants,ou=Accounting, dc=airius, dc=com',
      changes: {},
    })
    expect(modify?.kind === 'modify' && modify.changes).toEqual({
      title: [{ operation: 'add', values: ['Boss'] }],
      description: [{ operation: 'replace', values: [] }],
      telephonenumber: [{ operation: 'replace', values: ['+1 408 555 1234', '+1 408 555 5678'] }],
    })
    expect(last?.kind === 'modify' && last.changes).toEqual({ title: [{ operation: 'delete', values: ['Clerk'] }] })
  })
})
