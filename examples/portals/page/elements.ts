import type { CardFragment } from './generated/graphql.js'

type Child = Node | string | undefined

/** An element with children; texts stay texts, whatever is in them. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...children.filter(child => child !== undefined))
  return made
}

export function face({ name, photo }: Pick<CardFragment, 'name' | 'photo'>): HTMLElement {
  if (photo != null) return element('img', { class: 'face', src: photo, alt: '', loading: 'lazy' })
  const words = (name ?? '').split(/[\s,]+/).filter(Boolean)
  const initials = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map(word => [...(word ?? '')][0] ?? '')
  return element('span', { class: 'face', 'aria-hidden': 'true' }, initials.join(''))
}

/** Somebody in a list; a click shows the profile. */
export function card(person: CardFragment): HTMLElement {
  const link = { class: 'card', href: `#${encodeURIComponent(person.id)}`, 'data-id': person.id }
  const name = element('b', {}, person.name ?? '(no name)')
  return element('a', link, face(person), element('div', {}, name, element('small', {}, person.title ?? '')))
}
