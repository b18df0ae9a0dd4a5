import type { HttpAnswer, HttpClient } from '../kit/http/client.js'
import { isJson, type Json, textAt, valueAt } from './resource.js'
import type { ScimLogin } from './settings.js'
import { badCredentials } from './trouble.js'

/** Time before its end at which a token is no longer used. */
const MARGIN_MS = 30_000
const DEFAULT_SECONDS = 3_600

/** What proves to the service who is asking. */
export interface Login {
  /** @throws ConnectorError `source.credentials` when no token is given out. */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  /** Drops what the service no longer takes; whether another try can help. */
  forget(): boolean
}

export function loginOf(login: ScimLogin, http: HttpClient): Login {
  switch (login.type) {
    case 'none':
      return unchanging({})
    case 'bearer':
      return unchanging({ authorization: `Bearer ${login.token}` })
    case 'basic':
      return unchanging({ authorization: `Basic ${base64(`${login.user}:${login.password}`)}` })
    case 'oauth2':
      return clientCredentials(login, http)
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const unchanging = (headers: Readonly<Record<string, string>>): Login => ({
  headers: async () => headers,
  forget: () => false,
})

interface Token {
  readonly text: string
  readonly until: number
}

/** Tokens by client credentials, each used until shortly before its end, and asked for once however many wait for it. */
function clientCredentials(login: Extract<ScimLogin, { type: 'oauth2' }>, http: HttpClient): Login {
  let pending: Promise<Token> | undefined
  let held: Token | undefined
  const fetchToken = async (signal: AbortSignal) => {
    try {
      held = await tokenOf(login, http, signal)
      return held
    } finally {
      pending = undefined
    }
  }
  return {
    async headers(signal) {
      if (held === undefined || held.until <= Date.now()) {
        pending ??= fetchToken(signal)
        held = await pending
      }
      return { authorization: `Bearer ${held.text}` }
    },
    forget() {
      held = undefined
      return true
    },
  }
}

async function tokenOf(
  { tokenUrl, clientId, clientSecret, scope }: Extract<ScimLogin, { type: 'oauth2' }>,
  http: HttpClient,
  signal: AbortSignal,
): Promise<Token> {
  const asked = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) })
  // Each part is form-encoded before it is put together (RFC 6749 section 2.3.1).
  const credentials = base64(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`)
  const answer = await http.send(
    {
      method: 'POST',
      url: new URL(tokenUrl),
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: asked.toString(),
    },
    signal,
  )
  const said = jsonOf(answer)
  const text = textAt(said, 'access_token')
  if (answer.status !== 200 || text === undefined) {
    const why = textAt(said, 'error_description') ?? textAt(said, 'error') ?? `status ${answer.status}`
    throw badCredentials(`No token from ${new URL(tokenUrl).origin}: ${why}`)
  }
  const seconds = Number(valueAt(said, 'expires_in') ?? DEFAULT_SECONDS)
  const lasts = Number.isFinite(seconds) ? seconds * 1_000 : DEFAULT_SECONDS * 1_000
  return { text, until: Date.now() + Math.max(lasts - MARGIN_MS, lasts / 2) }
}

function jsonOf({ body }: HttpAnswer): Json {
  try {
    const value: unknown = JSON.parse(body)
    return isJson(value) ? value : {}
  } catch {
    return {}
  }
}
