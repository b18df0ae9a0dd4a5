import { type Message, type SearchRequest, type SearchResponse, StatusCodeParser } from 'ldapts'
import { orCancelled } from '../stop.js'
import { connectionLost } from './trouble.js'
import type { Wire } from './wire.js'

export interface Streaming<Item> {
  readonly signal: AbortSignal
  /** Seconds of silence after which the connection counts as lost; 0: a search that may say nothing for days. */
  readonly patience: number
  /** Called as soon as a message is there; what it answers is handed out. */
  readonly read: (message: Message) => Item | undefined
  /** Called with the last message, which ends the search well. */
  readonly end?: (response: SearchResponse) => Item | undefined
}

/** So many items wait to be taken before the server is asked to wait. */
const ROOM = 2_000

/**
 * Hands out what a search finds while it goes on. The wire should serve nothing else meanwhile: who takes slowly makes it wait.
 * @throws ldapts errors for every result code but 0; ConnectorError when the connection is lost or the run cancelled.
 */
export async function* streamSearch<Item>(
  wire: Wire,
  request: SearchRequest,
  { signal, patience, read, end }: Streaming<Item>,
): AsyncGenerator<readonly Item[]> {
  let items: Item[] = []
  let wake = () => {}
  let paused = false
  let ended = false
  const answer = wire
    .stream(request, message => {
      const item = read(message)
      if (item === undefined) return
      items.push(item)
      if (items.length >= ROOM && !paused) {
        paused = true
        wire.pause()
      }
      wake()
    })
    .finally(() => {
      ended = true
      wake()
    })
  answer.catch(() => {}) // told below
  while (!ended || items.length > 0) {
    if (items.length === 0) {
      const news = new Promise<void>(done => {
        wake = done
      })
      await orCancelled(orSilent(news, patience), signal)
      continue
    }
    const taken = items
    items = []
    yield taken
    if (paused) {
      paused = false
      wire.resume()
    }
  }
  const response = await answer
  if (response.status !== 0) throw StatusCodeParser.parse(response)
  const last = end?.(response)
  if (last !== undefined) yield [last]
}

async function orSilent(news: Promise<void>, patience: number): Promise<void> {
  if (patience === 0) return news
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(connectionLost(new Error(`Nothing came for ${patience} seconds.`))),
      patience * 1_000,
    )
  })
  try {
    await Promise.race([news, silence])
  } finally {
    clearTimeout(timer)
  }
}
