import type { Socket } from 'node:net'
import { authenticateMessage, negotiateMessage } from '../ntlm/messages.js'
import type { HttpAnswer, HttpRequest } from './exchange.js'
import type { SentAnswer } from './send.js'

export interface Credentials {
  readonly auth: 'ntlm' | 'basic'
  readonly domain: string
  readonly user: string
  readonly password: string
}

type Sender = (request: HttpRequest) => Promise<SentAnswer>

/** Sends requests over one connection as somebody. */
export type Login = (request: HttpRequest, send: Sender) => Promise<HttpAnswer>

export const loginOf = (credentials: Credentials): Login =>
  credentials.auth === 'basic' ? basicLogin(credentials) : ntlmLogin(credentials)

function basicLogin({ domain, user, password }: Credentials): Login {
  const name = domain === '' ? user : `${domain}\\${user}`
  const Authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  return (request, send) => send({ ...request, headers: { ...request.headers, Authorization } })
}

/** How often a login begins anew because the connection was lost in the middle of it. */
const ATTEMPTS = 3

/** NTLM proves who speaks once for a connection: the three messages, and everything after them, must go over the same one. */
function ntlmLogin(account: Credentials): Login {
  let proven: Socket | undefined
  let scheme = 'NTLM'
  const shakeHands = async (request: HttpRequest, send: Sender): Promise<SentAnswer | undefined> => {
    const say = (message: Buffer, body: string) =>
      send({
        ...request,
        body,
        headers: { ...request.headers, Authorization: `${scheme} ${message.toString('base64')}` },
      })
    // Nothing is sent along: the server throws away what comes before it knows from whom.
    const asked = await say(negotiateMessage(), '')
    if (asked.status !== 401) return send(request)
    const challenge = challengeIn(asked, scheme)
    if (challenge === undefined) {
      const other = offeredBy(asked)
      if (other === undefined || other === scheme) return asked
      scheme = other
      return undefined
    }
    const answer = await say(authenticateMessage(challenge, account), request.body)
    // On another connection the server could not know the challenge.
    if (answer.status === 401 && answer.socket !== asked.socket) return undefined
    if (answer.status !== 401) proven = answer.socket
    return answer
  }
  return async (request, send) => {
    if (proven !== undefined && !proven.destroyed) {
      const answer = await send(request)
      if (answer.status !== 401) return answer
    }
    proven = undefined
    let answer: SentAnswer | undefined
    for (let i = 0; i < ATTEMPTS && answer === undefined; i++) answer = await shakeHands(request, send)
    return answer ?? { status: 401, headers: {}, body: 'The connection was lost during every login.' }
  }
}

const offersOf = ({ headers }: HttpAnswer): string[] => (headers['www-authenticate'] ?? '').split(/,\s*/)

function challengeIn(answer: HttpAnswer, scheme: string): Buffer | undefined {
  const offer = offersOf(answer).find(one => one.toLowerCase().startsWith(`${scheme.toLowerCase()} `))
  return offer === undefined ? undefined : Buffer.from(offer.slice(scheme.length + 1).trim(), 'base64')
}

// Negotiate takes NTLM's messages as they are, where NTLM itself is switched off.
const offeredBy = (answer: HttpAnswer): string | undefined =>
  ['NTLM', 'Negotiate'].find(scheme => offersOf(answer).some(offer => offer.toLowerCase() === scheme.toLowerCase()))
