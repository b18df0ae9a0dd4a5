import type { Answer } from './connection.js'
import { linesOf } from './lines.js'

/** An event of a stream of graphql-sse. */
export type StreamEvent = { readonly name: 'next'; readonly answer: Answer } | { readonly name: 'complete' }

/** The events of a stream, until it says that it is complete or just ends. */
export async function* eventsOf(response: Response, heard: () => void): AsyncGenerator<StreamEvent> {
  let name = ''
  let data = ''
  for await (const line of linesOf(response, heard)) {
    const [, field, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? []
    if (field === 'event') name = value
    else if (field === 'data') data += value
    if (line !== '') continue
    if (name === 'next') yield { name, answer: JSON.parse(data) as Answer }
    else if (name === 'complete') yield { name }
    name = ''
    data = ''
  }
}
