import { rdnPairs } from '../../../src/connectors/kit/rdn.js'
import { accountOf, dnOf } from '../../../src/connectors/sharepoint/account.js'
import { sharePoint } from '../../../src/connectors/sharepoint/index.js'
import { changeValues } from '../../../src/model/changes.js'
import type { Delta } from '../../../src/model/delta.js'
import { rdnOf } from '../../../src/model/dn.js'
import type { Values } from '../../../src/model/value.js'
import { type SharePointFarm, startFarm } from '../../support/sharepoint-farm.js'
import { conformance } from '../conformance.js'
import { settingsOf } from './farm.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const

conformance('sharepoint', {
  connector: sharePoint,
  words: {
    person: {
      name: 'user',
      attributes: {
        cn: text('Title'),
        sn: text('LastName'),
        description: text('SPS-Skills', true),
        employeeNumber: { name: 'SPS-Locale', type: 'number', multivalued: false },
        hubActive: { name: 'SPS-PrivacyPeople', type: 'boolean', multivalued: false },
        manager: { name: 'Manager', type: 'reference', multivalued: false },
      },
    },
    // An account name has at most 400 characters, so that it is the suite's name alone, without a domain.
    dn: dn => dnOf(rdnPairs(rdnOf(dn))[0]?.[1] ?? ''),
  },
  referencesExist: true,
  // A text property holds 3,600 characters; each profile is a request of its own.
  sizes: { valueBytes: 3_600, objects: 400 },
  start: async objects => {
    const farm = await startFarm()
    for (const { dn } of objects) farm.store.create(accountOf(dn) ?? '')
    for (const { dn, attributes } of objects) setValues(farm, dn, attributes)
    return {
      settings: settingsOf(farm, { retries: 0 }),
      change: async deltas => {
        for (const delta of deltas) change(farm, delta)
      },
      breakOff: async () => {
        farm.trouble.cutAfter = 0
      },
      mend: async () => {
        farm.trouble.cutAfter = undefined
      },
      stop: () => farm.stop(),
    }
  },
})

function setValues(farm: SharePointFarm, dn: string, values: Readonly<Record<string, Values>>): void {
  const named = Object.entries(values).map(([name, list]) => {
    const accounts = list.map(value => (name === 'Manager' ? (accountOf(value) ?? '') : value))
    return [name, accounts] as const
  })
  farm.store.modify(accountOf(dn) ?? '', new Map(named))
}

function change(farm: SharePointFarm, delta: Delta): void {
  const account = accountOf(delta.dn) ?? ''
  if (delta.kind === 'delete') farm.store.remove(account)
  else if (delta.kind === 'add') {
    farm.store.create(account)
    setValues(farm, delta.dn, delta.attributes)
  } else {
    const held = farm.store.find(account)?.values
    const after = Object.entries(delta.changes).map(([name, list]) => [name, changeValues(held?.get(name) ?? [], list)])
    setValues(farm, delta.dn, Object.fromEntries(after))
  }
}
