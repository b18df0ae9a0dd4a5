import { expect, test } from '@jest/globals'
import { createClient, type Document } from '../../src/client/index.js'

type Event = { readonly changed: Readonly<Record<string, string | number>> }
const DOCUMENT = 'subscription ($after: String) { changed(after: $after) { cursor } }' as unknown as Document<
  Event,
  { after?: string }
>

test.each([
  [{ cursor: 'c7' }, 'c7'],
  [{ number: 7 }, 7],
  [{ after: 'where-to-go-on' }, 'where-to-go-on'],
])('a lost subscription goes on behind %j', async (changed, place) => {
  const asked: unknown[] = []
  const events = [`event: next\ndata: ${JSON.stringify({ data: { changed } })}\n\n`, 'event: complete\ndata: \n\n']
  // The first answer ends without a word.
  const answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(JSON.parse(String(init?.body)).variables)
    return new Response(events.shift())
  }
  const client = createClient({ url: 'http://hub.test', fetch: answer as typeof fetch })
  const seen: Event[] = []
  for await (const event of client.subscribe(DOCUMENT, {})) seen.push(event)
  expect(seen).toEqual([{ changed }])
  expect(asked).toEqual([{}, { after: place }])
})

test('who was too slow goes on where it was sent away, and is told', async () => {
  const next = (changed: object): string => `event: next\ndata: ${JSON.stringify({ data: { changed } })}\n\n`
  const complete = 'event: complete\ndata: \n\n'
  const answers = [next({ cursor: 'c1' }) + next({ after: 'c1' }) + complete, next({ cursor: 'c2' }) + complete]
  const asked: unknown[] = []
  const answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    asked.push(JSON.parse(String(init?.body)).variables)
    return new Response(answers.shift())
  }
  const client = createClient({ url: 'http://hub.test', fetch: answer as typeof fetch })
  const seen: unknown[] = []
  for await (const { changed } of client.subscribe(DOCUMENT, {})) seen.push(changed)
  expect(seen).toEqual([{ cursor: 'c1' }, { after: 'c1' }, { cursor: 'c2' }])
  expect(asked).toEqual([{}, { after: 'c1' }])
})
