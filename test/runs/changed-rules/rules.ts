import { AGENTS, type Agent, sourceName } from './world.js'

/** One choice for every rule of the world. */
export const CHOICES = {
  order: { hr: ['hr', 'ad', 'portal'], ad: ['ad', 'hr', 'portal'] },
  hrFilter: {
    none: [],
    contractors: [{ attribute: 'kind', operator: 'equality', value: 'contractor' }],
    interns: [{ attribute: 'kind', operator: 'equality', value: 'INTERN' }],
    both: [
      { attribute: 'kind', operator: 'equality', value: 'contractor' },
      { attribute: 'kind', operator: 'substring-start', value: 'int' },
    ],
    unknown: [[{ attribute: 'kind', operator: 'not-present' }]],
    others: [{ attribute: 'kind', operator: 'inequality', value: 'staff' }],
    names: [{ attribute: 'dn', operator: 'substring-any', value: 'h1' }],
  },
  adFilter: {
    none: [],
    phone: [
      [
        { attribute: 'phone', operator: 'present' },
        { attribute: 'room', operator: 'substring-end', value: '1' },
      ],
    ],
    silent: [{ attribute: 'phone', operator: 'not-present' }],
  },
  hrJoin: { none: [], id: [{ type: 'person', on: { employeeID: 'id' } }] },
  adJoin: {
    id: [{ type: 'person', on: { employeeID: 'id' } }],
    none: [],
    name: [{ on: { displayName: 'name' } }],
    either: [{ type: 'person', on: { employeeID: 'id' } }, { on: { displayName: 'name' } }],
    mail: [{ on: { otherMailbox: { expression: "'m' + cs.id" } } }],
  },
  hrProjection: { person: 'person', none: undefined, contact: 'contact' },
  adProjection: { none: undefined, person: 'person', some: { type: 'person', when: 'has(cs.phone)' } },
  hrName: {
    name: 'name',
    none: undefined,
    upper: { expression: 'UCase(cs.name)' },
    room: 'room',
    fallback: { expression: "has(cs.name) ? cs.name : 'Nobody'" },
  },
  hrTitle: { room: 'room', none: undefined, constant: { constant: 'Person' }, kind: 'kind' },
  hrMail: { mail: 'mail', none: undefined, first: { expression: 'cs.mail[0]' } },
  hrCompany: { contoso: { constant: 'Contoso' }, none: undefined, fabrikam: { constant: 'Fabrikam' } },
  hrBoss: { boss: 'boss', none: undefined, deputy: 'deputy' },
  adName: { name: 'name', none: undefined, trimmed: { expression: "Trim(cs.name) + '!'" } },
  adTitle: { room: 'room', none: undefined, phone: 'phone' },
  adMail: { phone: 'phone', none: undefined },
  adBoss: { boss: 'boss', none: undefined },
  adDescription: { dn: 'dn', none: undefined, part: { dnComponent: 1 } },
  member: { member: 'member', none: undefined },
  portalTitle: { none: undefined, room: 'room' },
  titlePrecedence: { none: undefined, ad: ['ad'], hr: ['hr'], portal: ['portal'] },
  namePrecedence: { none: undefined, ad: ['ad', 'hr'] },
  mailPrecedence: { none: undefined, merge: 'merge' },
  when: {
    always: undefined,
    titled: 'has(mv.title)',
    contoso: "mv.company == 'Contoso'",
    named: "mv.displayName != 'x'",
  },
  groups: { yes: [{ type: 'group', dn: "'cn=' + mv.displayName + ',o=portal'" }], none: undefined },
  exportName: {
    name: 'displayName',
    none: undefined,
    nulls: { from: 'displayName', allowNulls: true },
    upper: { expression: 'UCase(mv.displayName)' },
  },
  exportRoom: { room: 'title', none: undefined, nulls: { from: 'title', allowNulls: true } },
  exportNote: {
    none: undefined,
    constant: { constant: 'from the hub' },
    initial: { constant: 'welcome', initialOnly: true },
    other: { expression: "'welcome ' + mv.displayName", initialOnly: true },
    company: 'company',
  },
  exportBoss: {
    boss: 'manager',
    none: undefined,
    nulls: { from: 'manager', allowNulls: true },
    assistant: 'assistant',
  },
  exportMember: { member: { from: 'member', allowNulls: true }, none: undefined },
  deprovisioning: {
    delete: 'delete-object',
    normal: 'make-normal-disconnector',
    explicit: 'make-explicit-disconnector',
  },
  recall: { yes: true, no: false },
} as const

export type Slot = keyof typeof CHOICES
export type Choices = { readonly [S in Slot]: string }

export const SLOTS = Object.keys(CHOICES) as Slot[]

export const optionsOf = (slot: Slot): string[] => Object.keys(CHOICES[slot])

/** The first choice everywhere. */
export const USUAL = Object.fromEntries(SLOTS.map(slot => [slot, optionsOf(slot)[0]])) as Choices

const present = (mapping: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined))

const TEXTS = { id: 'string', name: 'string', room: 'string' } as const

/** The configuration that these choices make. */
export function documentOf(choices: Choices): object {
  const chosen = (slot: Slot): unknown => (CHOICES[slot] as Record<string, unknown>)[choices[slot]]
  const agents: Record<Agent, object> = { hr: hrAgent(chosen), ad: adAgent(chosen), portal: portalAgent(chosen) }
  const connected = Object.fromEntries(
    (chosen('order') as readonly Agent[]).map(agent => [
      agent,
      { connector: 'memory', settings: { source: sourceName(agent) }, ...agents[agent] },
    ]),
  )
  const ranked = (slot: Slot, attribute: string): unknown => {
    const order = chosen(slot)
    const giving = AGENTS.filter(agent => gives(agents[agent], attribute))
    const known = Array.isArray(order) ? order.filter(agent => giving.includes(agent)) : order
    return giving.length === 0 || (Array.isArray(known) && known.length === 0) ? undefined : known
  }
  return {
    version: 1,
    agents: connected,
    precedence: {
      person: present({
        title: ranked('titlePrecedence', 'title'),
        displayName: ranked('namePrecedence', 'displayName'),
        otherMailbox: ranked('mailPrecedence', 'otherMailbox'),
      }),
    },
  }
}

const gives = (agent: object, attribute: string): boolean => {
  const { objects } = agent as { objects: Record<string, { import?: { person?: Record<string, unknown> } }> }
  return Object.values(objects).some(rules => rules.import?.person?.[attribute] !== undefined)
}

type Chosen = (slot: Slot) => unknown

const hrAgent = (chosen: Chosen) => ({
  recall: chosen('recall'),
  objects: {
    person: present({
      attributes: {
        ...TEXTS,
        kind: 'string',
        mail: { type: 'string', multivalued: true },
        boss: 'reference',
        deputy: 'reference',
      },
      filter: chosen('hrFilter'),
      join: chosen('hrJoin'),
      projection: chosen('hrProjection'),
      import: {
        person: present({
          employeeID: 'id',
          displayName: chosen('hrName'),
          title: chosen('hrTitle'),
          otherMailbox: chosen('hrMail'),
          company: chosen('hrCompany'),
          manager: chosen('hrBoss'),
          assistant: 'deputy',
        }),
        contact: { displayName: 'name' },
      },
    }),
  },
})

const adAgent = (chosen: Chosen) => ({
  objects: {
    account: present({
      attributes: { ...TEXTS, phone: 'string', boss: 'reference' },
      filter: chosen('adFilter'),
      join: chosen('adJoin'),
      projection: chosen('adProjection'),
      import: {
        person: present({
          employeeID: 'id',
          displayName: chosen('adName'),
          title: chosen('adTitle'),
          otherMailbox: chosen('adMail'),
          manager: chosen('adBoss'),
          description: chosen('adDescription'),
        }),
      },
    }),
    group: present({
      attributes: { name: 'string', member: { type: 'reference', multivalued: true } },
      projection: 'group',
      import: { group: present({ displayName: 'name', member: chosen('member') }) },
    }),
  },
})

const portalAgent = (chosen: Chosen) => ({
  deprovisioning: chosen('deprovisioning'),
  objects: {
    user: present({
      attributes: { ...TEXTS, note: 'string', boss: 'reference' },
      import: { person: present({ title: chosen('portalTitle') }) },
      provision: [present({ type: 'person', when: chosen('when'), dn: "'uid=' + mv.employeeID + ',o=portal'" })],
      export: {
        person: present({
          id: { from: 'employeeID', initialOnly: true },
          name: chosen('exportName'),
          room: chosen('exportRoom'),
          note: chosen('exportNote'),
          boss: chosen('exportBoss'),
        }),
      },
    }),
    group: present({
      attributes: { name: 'string', member: { type: 'reference', multivalued: true } },
      provision: chosen('groups'),
      export: { group: present({ name: 'displayName', member: chosen('exportMember') }) },
    }),
  },
})
