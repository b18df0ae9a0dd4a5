import { type MemorySource, memorySource } from '../../../src/connectors/memory/source.js'

const NAME = `undo-${process.pid}`
export type Agent = 'hr' | 'badges' | 'target'
export const AGENTS: readonly Agent[] = ['hr', 'badges', 'target']
export const sourceOf = (agent: Agent): MemorySource => memorySource(`${NAME}-${agent}`)

/** What may be configured in one way or another. */
export interface Variant {
  readonly deprovisioning: 'make-normal-disconnector' | 'make-explicit-disconnector' | 'delete-object'
  /** HR keeps out whoever is in this room. */
  readonly filtered?: string
  readonly deletion: object
  /** Whether HR gives rooms; badges give them at any rate. */
  readonly rooms: boolean
  /** Who is provisioned. */
  readonly when: string
  readonly recall: boolean
}

export const PLAIN: Variant = {
  deprovisioning: 'delete-object',
  deletion: { when: 'last-connector', ignore: ['target'] },
  rooms: true,
  when: 'has(mv.employeeID)',
  recall: true,
}

const person = ({ filtered, rooms }: Variant) => ({
  attributes: { id: 'string', name: 'string', room: 'string', boss: 'reference' },
  ...(filtered !== undefined && { filter: [{ attribute: 'room', operator: 'equality', value: filtered }] }),
  join: [{ type: 'person', on: { employeeID: 'id' } }],
  projection: 'person',
  import: {
    person: { employeeID: 'id', displayName: 'name', manager: 'boss', ...(rooms && { title: 'room' }) },
  },
})

const group = {
  attributes: { name: 'string', member: { type: 'reference', multivalued: true } },
  projection: 'group',
  import: { group: { displayName: 'name', member: 'member' } },
}

/** People and groups of HR, badges that join people, and a target that receives all. */
export const documentOf = (variant: Variant) => ({
  version: 1,
  metaverse: {
    attributes: { badge: 'string' },
    types: { person: { attributes: ['badge'], deletion: variant.deletion }, group: {} },
  },
  agents: {
    hr: {
      connector: 'memory',
      settings: { source: `${NAME}-hr` },
      recall: variant.recall,
      objects: { person: person(variant), group },
    },
    badges: {
      connector: 'memory',
      settings: { source: `${NAME}-badges` },
      objects: {
        badge: {
          attributes: { number: 'string', room: 'string', holder: 'string' },
          join: [{ type: 'person', on: { employeeID: 'holder' } }],
          import: { person: { badge: 'number', title: 'room' } },
        },
      },
    },
    target: {
      connector: 'memory',
      settings: { source: `${NAME}-target` },
      deprovisioning: variant.deprovisioning,
      objects: {
        user: {
          attributes: { uid: 'string', name: 'string', room: 'string', badge: 'string', boss: 'reference' },
          provision: [{ type: 'person', when: variant.when, dn: "'uid=' + mv.employeeID" }],
          export: {
            person: {
              uid: { from: 'employeeID', initialOnly: true },
              name: { from: 'displayName', allowNulls: true },
              room: { from: 'title', allowNulls: true },
              badge: { from: 'badge', allowNulls: true },
              boss: { from: 'manager', allowNulls: true },
            },
          },
        },
        group: {
          attributes: group.attributes,
          provision: [{ type: 'group', dn: "'cn=' + mv.displayName", rename: true }],
          export: { group: { name: 'displayName', member: { from: 'member', allowNulls: true } } },
        },
      },
    },
  },
})

export interface PersonValues {
  readonly name?: string
  readonly room?: string
  readonly boss?: string
}

export const putPerson = (id: string, { name = `Person ${id}`, room, boss }: PersonValues = {}): void => {
  sourceOf('hr').put({
    objectType: 'person',
    dn: `cn=${id}`,
    anchor: id,
    attributes: { id: [id], name: [name], ...(room && { room: [room] }), ...(boss && { boss: [`cn=${boss}`] }) },
  })
}

export const putGroup = (name: string, members: readonly string[]): void => {
  sourceOf('hr').put({
    objectType: 'group',
    dn: `cn=${name}`,
    anchor: name,
    attributes: { name: [name], member: members.map(id => `cn=${id}`) },
  })
}

export const putBadge = (number: string, holder: string, room?: string): void => {
  sourceOf('badges').put({
    objectType: 'badge',
    dn: `number=${number}`,
    anchor: number,
    attributes: { number: [number], holder: [holder], ...(room && { room: [room] }) },
  })
}
