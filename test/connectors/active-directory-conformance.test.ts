import { activeDirectory } from '../../src/connectors/active-directory/index.js'
import { startSamba } from '../support/samba.js'
import { describeWithServer } from '../support/servers.js'
import { conformance } from './conformance.js'
import type { Words } from './conformance-subject.js'
import { BASE } from './people.js'
import { administer, apply, canLogIn, fillWith, settingsFor } from './samba-forest.js'

const WORDS: Words = {
  person: {
    name: 'user',
    attributes: {
      cn: { name: 'cn', type: 'string', multivalued: false },
      sn: { name: 'sn', type: 'string', multivalued: false },
      // An account has one description at most.
      description: { name: 'url', type: 'string', multivalued: true },
      employeeNumber: { name: 'employeeNumber', type: 'number', multivalued: false },
      hubActive: { name: 'msTSAllowLogon', type: 'boolean', multivalued: false },
      jpegPhoto: { name: 'jpegPhoto', type: 'binary', multivalued: true },
      manager: { name: 'manager', type: 'reference', multivalued: false },
    },
  },
  group: {
    name: 'group',
    attributes: {
      cn: { name: 'cn', type: 'string', multivalued: false },
      member: { name: 'member', type: 'reference', multivalued: true },
    },
  },
}

describeWithServer('samba', 'a Samba domain controller', () => {
  conformance('active-directory', {
    connector: activeDirectory,
    words: WORDS,
    complete: object =>
      object.objectType === 'user'
        ? { ...object, attributes: { ...object.attributes, userAccountControl: ['512'] } }
        : object,
    referencesExist: true,
    // What refers to a renamed object is not told as changed: the hub follows the object, the suite does not.
    deltaRenames: false,
    // A name has 64 characters at most.
    cannotName: ['200 characters', '400 characters'],
    // Samba adds about thirty users a second over LDAP.
    sizes: { membersRead: 400, membersWritten: 100, objects: 300, histories: 3 },
    start: async objects => {
      const server = await startSamba({ forest: 'example.org', fill: fillWith(objects, [BASE]) })
      return {
        settings: {
          ...settingsFor(server),
          partitions: [{ dn: server.suffix, containers: { include: [BASE] } }],
        },
        change: deltas => administer(server, client => apply(client, deltas)),
        login: (dn, password) => canLogIn(server, dn, password),
        breakOff: () => server.kill(),
        mend: () => server.restart(),
        stop: () => server.stop(),
      }
    },
  })
})
