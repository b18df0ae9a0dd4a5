import type { ConnectorContext } from '../connector.js'
import { type HttpAnswer, type HttpClient, type HttpRequest, httpClient } from '../kit/http/client.js'
import { patientClient } from '../kit/http/patient.js'
import { checkSignal } from '../kit/stop.js'
import { type Login, loginOf } from './login.js'
import { ScimRefusal } from './refusal.js'
import { isJson, type Json, textAt } from './resource.js'
import type { ScimSettings } from './settings.js'
import { badCredentials } from './trouble.js'

const MEDIA_TYPE = 'application/scim+json'
const UNAUTHORIZED = 401

export interface ScimRequest {
  readonly method: HttpRequest['method']
  /** Below the base of the service: `/Users/2819c223`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Json
  /** The version that the resource must still have. */
  readonly ifMatch?: string | undefined
}

export interface ScimAnswer {
  /** Empty where the service sends nothing. */
  readonly resource: Json
  readonly etag: string | undefined
  /** The service's clock when it answered, in milliseconds. */
  readonly date: number | undefined
}

/** Speaks SCIM over HTTP: logs in, waits its turn, reads JSON. */
export interface ScimClient extends Disposable {
  /** @throws ScimRefusal, HttpLost, or ConnectorError when the login is refused or the run cancelled. */
  ask(request: ScimRequest): Promise<ScimAnswer>
}

/** @throws ConnectorError when the settings of TLS cannot be used. */
export async function scimClient(settings: ScimSettings, context: ConnectorContext): Promise<ScimClient> {
  const http = patientClient(await httpClient(settings, context), settings, context.trace)
  const login = loginOf(settings.authentication, http)
  const base = settings.url.replace(/\/+$/, '')
  return {
    async ask({ method, path, query = {}, body, ifMatch }) {
      checkSignal(context.signal)
      const url = new URL(`${base}${path}`)
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const request: HttpRequest = {
        method,
        url,
        headers: { ...(body && { 'content-type': MEDIA_TYPE }), ...(ifMatch && { 'if-match': ifMatch }) },
        ...(body && { body: JSON.stringify(body) }),
      }
      return answerOf(await loggedIn(http, login, { request, signal: context.signal }))
    },
    [Symbol.dispose]: () => http[Symbol.dispose](),
  }
}

async function loggedIn(
  http: HttpClient,
  login: Login,
  { request, signal }: { readonly request: HttpRequest; readonly signal: AbortSignal },
): Promise<HttpAnswer> {
  const send = async () => {
    const headers = { accept: `${MEDIA_TYPE}, application/json`, ...request.headers, ...(await login.headers(signal)) }
    return http.send({ ...request, headers }, signal)
  }
  const answer = await send()
  if (answer.status !== UNAUTHORIZED) return answer
  // A token that was good a moment ago may have ended meanwhile.
  const again = login.forget() ? await send() : answer
  if (again.status === UNAUTHORIZED) throw badCredentials(refusalOf(again).message)
  return again
}

function answerOf(answer: HttpAnswer): ScimAnswer {
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer)
  const { etag, date } = answer.headers
  const time = Date.parse(date ?? '')
  return { resource: parsed(answer), etag, date: Number.isNaN(time) ? undefined : time }
}

function parsed({ status, body }: HttpAnswer): Json {
  if (body === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    if (isJson(value)) return value
  } catch {
    // told below
  }
  throw new ScimRefusal(status, 'notJson', `The answer is no JSON object: ${shortened(body)}`)
}

function refusalOf({ status, body }: HttpAnswer): ScimRefusal {
  let said: Json = {}
  try {
    const value: unknown = JSON.parse(body)
    if (isJson(value)) said = value
  } catch {
    // a proxy's page; its words are all there is
  }
  return new ScimRefusal(status, textAt(said, 'scimType'), textAt(said, 'detail') ?? shortened(body))
}

const shortened = (text: string): string => {
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
