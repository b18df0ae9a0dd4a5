import type { Client } from 'identity-hub/client'
import { PROFILE } from './documents.js'
import { card, element, face } from './elements.js'

export interface Look {
  readonly title: string
  readonly accent: string
  /** What it calls the properties that it shows, in no order of its own: the view has one. */
  readonly labels: Readonly<Record<string, string>>
}

/** The profile of one of the portal's people: what the portal shows of them, who they report to, and who reports to them. */
export async function profile(client: Client, id: string, { labels }: Look): Promise<readonly Node[]> {
  const person = (await client.request(PROFILE, { id, shown: Object.keys(labels) })).farm.profile
  if (person == null) return [element('p', {}, 'Nobody here has this profile.')]
  const rows = person.properties.flatMap(({ name, values }) =>
    values.length === 0
      ? []
      : [element('dt', {}, labels[name] ?? name), element('dd', { 'data-property': name }, values.join(', '))],
  )
  const { managers, directReports } = person
  const groups = person.groups.nodes
  return [
    face(person),
    element('h2', {}, person.name ?? '(no name)'),
    element('p', { class: 'role' }, person.title ?? ''),
    element('dl', {}, ...rows),
    ...section(
      'Reports to',
      element('ol', { class: 'chain' }, ...managers.map(each => element('li', {}, card(each)))),
      managers,
    ),
    ...section(
      `Reports (${directReports.length})`,
      element('div', { class: 'cards', 'data-part': 'reports' }, ...directReports.map(card)),
      directReports,
    ),
    ...section(
      'Member of',
      element('ul', { class: 'groups' }, ...groups.map(({ id, name }) => element('li', { 'data-id': id }, name ?? ''))),
      groups,
    ),
  ]
}

const section = (title: string, content: HTMLElement, of: readonly unknown[]): Node[] =>
  of.length === 0 ? [] : [element('h3', {}, title), content]
