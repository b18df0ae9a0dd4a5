import type { Role } from '../../src/access/roles.js'
import type { RootType } from '../../src/graphql/root-needs.js'
import type { World } from './support.js'

export interface AnsweredOnce {
  readonly status: number
  readonly text: string
}

/** The whole answer to a document; of a subscription the first event. Without a role nobody asks. */
export async function answerOnce(
  held: World,
  root: RootType,
  query: string,
  role: Role | undefined,
): Promise<AnsweredOnce> {
  const response = await fetch(`${held.server.url}/graphql${root === 'Subscription' ? '/stream' : ''}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: root === 'Subscription' ? 'text/event-stream' : 'application/json',
      ...(role && { authorization: `Bearer ${await held.key(role)}` }),
    },
    body: JSON.stringify({ query }),
  })
  if (response.status !== 200 || root !== 'Subscription')
    return { status: response.status, text: await response.text() }
  return { status: 200, text: await firstEvent(response) }
}

async function firstEvent(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const [, data] = /^event: next\ndata: (.*)$/m.exec(text) ?? []
    if (data !== undefined && text.includes('\n\n', text.indexOf(data))) return data
  }
  throw new Error(`The subscription told nothing: ${text}`)
}
