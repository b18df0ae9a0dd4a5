import { scim } from '../../src/connectors/scim/index.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { splitDn, unescapeDnValue } from '../../src/model/dn.js'
import { ENTERPRISE_USER, HUB_USER, type ScimServer, startScimServer } from '../support/scim-server.js'
import { conformance } from './conformance.js'
import { changed } from './conformance-state.js'
import type { Words } from './conformance-subject.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const

const WORDS: Words = {
  person: {
    name: 'User',
    attributes: {
      cn: text('displayName'),
      sn: text('name.familyName'),
      description: text('notes', true),
      employeeNumber: { name: 'grade', type: 'number', multivalued: false },
      hubActive: { name: 'active', type: 'boolean', multivalued: false },
      jpegPhoto: { name: 'x509Certificates', type: 'binary', multivalued: true },
      manager: { name: 'manager', type: 'reference', multivalued: false },
    },
  },
  group: {
    name: 'Group',
    attributes: { cn: text('displayName'), member: { name: 'members', type: 'reference', multivalued: true } },
  },
  dn: dn => unescapeDnValue((splitDn(dn)[0] ?? '').slice('cn='.length)),
}

conformance('scim', {
  connector: scim,
  words: WORDS,
  referencesExist: true,
  deltaRenames: true,
  referencesFollow: true,
  // The package of the test service reads and checks everything it holds for every page, and a whole group for every change of it.
  sizes: { membersRead: 1_000, membersWritten: 300, objects: 300, histories: 6 },
  start: async objects => {
    const server = await startScimServer()
    const store = newStore(server)
    for (const object of objects) store.reserve(object)
    for (const object of objects) store.save(object)
    return {
      settings: {
        url: server.url,
        authentication: { type: 'bearer', token: server.token },
        dn: { User: 'userName', Group: 'displayName' },
        // Less than the members of a written group, so that it goes out in several requests.
        maxValues: 120,
      },
      change: async deltas => {
        for (const delta of deltas) store.change(delta)
      },
      breakOff: () => server.breakOff(),
      mend: () => server.mend(),
      stop: () => server.stop(),
    }
  },
})

/** Objects of the suite as resources of the service, put there without the connector. */
function newStore(server: ScimServer) {
  const held = new Map<string, { readonly id: string; readonly object: AddDelta }>()
  const typeOf = ({ objectType }: AddDelta) => (objectType === 'Group' ? 'Group' : 'User')
  const reserve = (object: AddDelta) => {
    const id = held.get(object.dn)?.id ?? server.put(typeOf(object), {})
    held.set(object.dn, { id, object })
    return id
  }
  const save = (object: AddDelta) => {
    const id = reserve(object)
    server.put(
      typeOf(object),
      resourceOf(object, dn => held.get(dn)?.id ?? dn),
      id,
    )
  }
  return {
    reserve,
    save,
    change(delta: Delta) {
      const before = held.get(delta.dn)
      if (delta.kind === 'add') save(delta)
      if (before === undefined) return
      if (delta.kind === 'delete') {
        held.delete(delta.dn)
        server.remove(typeOf(before.object), before.id)
      }
      if (delta.kind !== 'modify') return
      const object = changed(before.object, delta)
      held.delete(delta.dn)
      held.set(object.dn, { id: before.id, object })
      save(object)
    },
  }
}

function resourceOf({ objectType, dn, attributes }: AddDelta, idOf: (dn: string) => string) {
  const one = (name: string) => attributes[name]?.[0]
  if (objectType === 'Group') {
    return {
      displayName: dn,
      members: (attributes.members ?? []).map(member => ({ value: idOf(member), type: 'User' })),
    }
  }
  const [manager, grade, active] = [one('manager'), one('grade'), one('active')]
  return {
    userName: dn,
    displayName: one('displayName'),
    name: { familyName: one('name.familyName') },
    ...(active && { active: active === 'true' }),
    x509Certificates: (attributes.x509Certificates ?? []).map(value => ({ value })),
    ...(manager && { [ENTERPRISE_USER]: { manager: { value: idOf(manager) } } }),
    [HUB_USER]: { notes: attributes.notes ?? [], ...(grade && { grade: Number(grade) }) },
  }
}
