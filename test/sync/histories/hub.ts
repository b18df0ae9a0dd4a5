import type { Database } from '../../../src/storage/database.js'

/** HR and a directory join by id and compete for names; people and teams are provisioned into a target that also refers to them. */
export const document = (sources: { readonly hr: string; readonly dir: string; readonly target: string }) => ({
  version: 1,
  metaverse: {
    types: {
      person: { deletion: { when: 'any-connector', of: ['hr'] } },
      group: { deletion: { when: 'any-connector', of: ['hr'] } },
    },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: sources.hr },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        user: {
          attributes: { id: 'string', name: 'string', boss: 'reference', kind: 'string' },
          filter: [{ attribute: 'kind', operator: 'equality', value: 'contractor' }],
          join: [{ type: 'person', on: { employeeID: 'id' } }],
          projection: 'person',
          import: { person: { employeeID: 'id', displayName: 'name', manager: 'boss' } },
        },
        team: {
          attributes: { name: 'string', members: { type: 'reference', multivalued: true } },
          projection: 'group',
          import: { group: { displayName: 'name', member: 'members' } },
        },
      },
    },
    dir: {
      connector: 'memory',
      settings: { source: sources.dir },
      guard: { deletionLimit: null, deletionPercent: null },
      objects: {
        account: {
          attributes: { id: 'string', name: 'string', phones: { type: 'string', multivalued: true } },
          join: [{ type: 'person', on: { employeeID: 'id' } }],
          import: { person: { displayName: 'name', otherMailbox: 'phones' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: sources.target },
      guard: { deletionLimit: null, deletionPercent: null },
      deprovisioning: 'delete-object',
      objects: {
        entry: {
          attributes: { cn: 'string', mails: { type: 'string', multivalued: true }, manager: 'reference' },
          provision: [{ type: 'person', when: "mv.displayName != 'name 3'", dn: "'cn=' + mv.employeeID" }],
          export: {
            person: { cn: { from: 'displayName', allowNulls: true }, mails: 'otherMailbox', manager: 'manager' },
          },
        },
        list: {
          attributes: { cn: 'string', member: { type: 'reference', multivalued: true } },
          provision: [{ type: 'group', dn: "'cn=' + mv.displayName" }],
          export: { group: { cn: 'displayName', member: { from: 'member', allowNulls: true } } },
        },
      },
    },
  },
})

const MOVED = [
  'entry',
  'entry_reference',
  'pending_import',
  'link',
  'disconnector',
  'export_change',
  'export_reference',
  'metaverse_object',
  'metaverse_reference',
  'change_feed',
  'problem',
  'run_detail',
  'run_event',
  'run_step',
  'run',
]

/** Everything that runs moved is gone; the configuration stays. */
export async function empty(database: Database): Promise<void> {
  await database.query(`truncate ${MOVED.join(', ')} cascade`)
  await database.query('update agent set watermark = null')
}
