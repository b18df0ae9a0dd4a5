import type { Client } from 'identity-hub/client'
import { MANAGER, PROFILE } from './documents.js'
import { card, element, face } from './elements.js'
import type { CardFragment } from './generated/graphql.js'

export interface Look {
  readonly title: string
  readonly accent: string
  readonly labels: Readonly<Record<string, string>>
}

/** The profile of one of the portal's people: what the portal shows of them, who they report to, and who reports to them. */
export async function profile(client: Client, id: string, { labels }: Look): Promise<readonly Node[]> {
  const [{ profile, reports }, chain] = await Promise.all([client.request(PROFILE, { id }), managersOf(client, id)])
  const person = profile.nodes[0]
  if (person === undefined) return [element('p', {}, 'Nobody here has this profile.')]
  const values: Readonly<Record<string, unknown>> = person
  const rows = Object.entries(labels).flatMap(([attribute, label]) => {
    const text = [values[attribute] ?? []].flat().join(', ')
    return text === '' ? [] : [element('dt', {}, label), element('dd', { 'data-attribute': attribute }, text)]
  })
  return [
    face(person),
    element('h2', {}, person.displayName ?? '(no name)'),
    element('p', { class: 'role' }, person.title ?? ''),
    element('dl', {}, ...rows),
    ...section(
      'Reports to',
      element('ol', { class: 'chain' }, ...chain.map(each => element('li', {}, card(each)))),
      chain,
    ),
    ...section(
      `Reports (${reports.totalCount})`,
      element('div', { class: 'cards', 'data-part': 'reports' }, ...reports.nodes.map(card)),
      reports.nodes,
    ),
  ]
}

const section = (title: string, content: HTMLElement, of: readonly unknown[]): Node[] =>
  of.length === 0 ? [] : [element('h3', {}, title), content]

/** The manager, the manager's manager and so on, as far as they are the portal's people. Circles end. */
async function managersOf(client: Client, id: string): Promise<readonly CardFragment[]> {
  const chain: CardFragment[] = []
  const met = new Set([id])
  for (let below = id; ; ) {
    const [manager] = (await client.request(MANAGER, { id: below })).people.nodes
    if (manager === undefined || met.has(manager.id)) return chain
    met.add(manager.id)
    chain.push(manager)
    below = manager.id
  }
}
