import { createClient, HubError } from 'identity-hub/client'
import { changes } from './changes.js'
import { PEOPLE } from './documents.js'
import { card, element } from './elements.js'
import { type Look, profile } from './profile.js'

const CHANGE_IS_SHOWN_MS = 6_000
const STOPPED_TYPING_MS = 150

const at = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind
const client = createClient({ url: '' })
const look = (await (await fetch('/portal.json')).json()) as Look
document.title = look.title
document.documentElement.style.setProperty('--accent', look.accent)
at('title').textContent = look.title

let asked = 0

/** Shows who is called so. An answer that comes after that of a later search is not shown. */
async function showList(): Promise<void> {
  const mine = ++asked
  const search = at<HTMLInputElement>('search').value.trim()
  try {
    const cards = await pageOf(search, undefined)
    if (mine === asked) at('list').replaceChildren(...cards)
    markChosen()
  } catch (error) {
    if (mine === asked) at('list').replaceChildren(element('p', { role: 'alert' }, told(error)))
  }
}

/** A page of the list; its last element, if there are more, is a button that becomes the next page. */
async function pageOf(search: string, after: string | null | undefined): Promise<readonly HTMLElement[]> {
  const { profiles } = (await client.request(PEOPLE, { ...(search && { search }), ...(after && { after }) })).farm
  const { hasNextPage, endCursor } = profiles.pageInfo
  const more = element('button', { type: 'button' }, 'More')
  more.addEventListener('click', () => {
    void pageOf(search, endCursor).then(
      next => more.replaceWith(...next),
      error => more.replaceWith(element('p', { role: 'alert' }, told(error))),
    )
  })
  const count = element('p', {}, profiles.totalCount === 1 ? '1 person' : `${profiles.totalCount} people`)
  return [...(after ? [] : [count]), ...profiles.nodes.map(card), ...(hasNextPage ? [more] : [])]
}

const chosen = (): string => decodeURIComponent(location.hash.slice(1))

async function showProfile(): Promise<void> {
  const id = chosen()
  const article = at('profile')
  const content =
    id === '' ? [] : await profile(client, id, look).catch(error => [element('p', { role: 'alert' }, told(error))])
  if (id !== chosen()) return
  article.replaceChildren(...content)
  article.hidden = id === ''
  document.querySelector('main')?.classList.toggle('with-profile', id !== '')
  markChosen()
}

function markChosen(): void {
  for (const each of document.querySelectorAll<HTMLElement>('#list .card'))
    each.classList.toggle('chosen', each.dataset.id === chosen())
}

async function follow(): Promise<void> {
  const onState = (state: 'open' | 'lost'): void => {
    at('live').textContent = state === 'open' ? 'live' : 'waiting for the hub…'
    at('live').classList.toggle('open', state === 'open')
  }
  const onGap = (): void => {
    void showList()
    void showProfile()
  }
  for await (const { id, kind, profile } of changes(client, { onState, onGap })) {
    const cards = document.querySelectorAll<HTMLElement>(`.card[data-id="${CSS.escape(id)}"]`)
    if (profile == null) for (const gone of cards) gone.remove()
    else {
      const note = element('li', {}, `${profile.name ?? 'Somebody'} ${kind === 'ENTERED' ? 'is new' : 'has changed'}`)
      at('changes').append(note)
      setTimeout(() => note.remove(), CHANGE_IS_SHOWN_MS)
      for (const old of cards) {
        const changed = card(profile)
        changed.classList.add('changed')
        old.replaceWith(changed)
      }
    }
    if (chosen() === id) await showProfile()
  }
}

const told = (error: unknown): string =>
  error instanceof HubError ? error.message : 'Something went wrong on this page.'

let typing: ReturnType<typeof setTimeout> | undefined
at('search').addEventListener('input', () => {
  clearTimeout(typing)
  typing = setTimeout(() => void showList(), STOPPED_TYPING_MS)
})
addEventListener('hashchange', () => void showProfile())
void showList()
void showProfile()
void follow()
