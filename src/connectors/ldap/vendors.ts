import type { RootDse } from './root-dse.js'
import type { Method } from './watermark.js'

/** What differs between directory servers. A new server is a new row. */
export interface Vendor {
  readonly name: string
  readonly is: (root: RootDse) => boolean
  /** In the order in which they are tried. */
  readonly methods: readonly Method[]
  /** The unique attributes a change log may name objects by: attribute of the object, attribute of the record. */
  readonly recordIds: readonly { readonly attribute: string; readonly record: string }[]
  /** Finds entries that have others below them. */
  readonly containers: string
}

const OPENLDAP_ROOT = '1.3.6.1.4.1.4203.1.4.1'

export const VENDORS: readonly Vendor[] = [
  {
    name: 'OpenLDAP',
    is: root => root.values('objectClass').some(name => /openldaprootdse/i.test(name) || name === OPENLDAP_ROOT),
    // The log of accesses tells single values; a sync request tells whole objects.
    methods: ['accesslog', 'syncrepl', 'timestamps'],
    recordIds: [{ attribute: 'entryUUID', record: 'reqEntryUUID' }],
    containers: '(hasSubordinates=TRUE)',
  },
  {
    name: '389 Directory Server',
    is: root => root.values('vendorName').some(name => /389 project|red hat|fedora/i.test(name)),
    methods: ['changelog', 'timestamps'],
    // Which of them is in a record is configured: nsslapd-attribute of the Retro Changelog plugin.
    recordIds: [
      { attribute: 'entryUUID', record: 'targetEntryUUID' },
      { attribute: 'nsUniqueId', record: 'targetUniqueId' },
    ],
    containers: '(numSubordinates>=1)',
  },
]

const OTHER: Vendor = {
  name: 'an LDAP server',
  is: () => true,
  methods: ['syncrepl', 'timestamps'],
  recordIds: [],
  containers: '(hasSubordinates=TRUE)',
}

export const vendorOf = (root: RootDse): Vendor => VENDORS.find(vendor => vendor.is(root)) ?? OTHER
