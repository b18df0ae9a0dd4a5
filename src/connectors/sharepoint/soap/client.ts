import type { Client, IHttpClient, IOptions } from 'soap'
import { ConnectorError } from '../../connector.js'
import type { HttpAnswer } from '../http/exchange.js'
import { refusal } from '../http/trouble.js'
import type { Wire } from '../http/wire.js'
import { type ServiceDescription, wsdlOf } from './describe.js'
import { type Fault, SoapFault } from './fault.js'

/** A message as the SOAP library gives and takes it: elements by name, attributes under `attributes`, text beside them under `$value`. */
export type Message = Readonly<Record<string, unknown>>

export interface CallOptions {
  /** Whether carrying the operation out twice does no harm. */
  readonly repeatable: boolean
}

/**
 * Calls an operation and gives the content of its response.
 * @throws SoapFault when the service refuses. @throws ConnectorError when there is no answer, or none of the service.
 */
export type Call = (operation: string, message: Message, options: CallOptions) => Promise<Message>

export interface Endpoint {
  readonly wire: Wire
  readonly url: string
  /** Who is logged in, for what is told of a refusal. */
  readonly user: string
}

const OPTIONS: IOptions = { preserveWhitespace: true }

/** A client of the service at that address. The library makes and reads the messages; they go over the wire's connections. */
export async function soapClient(description: ServiceDescription, { wire, url, user }: Endpoint): Promise<Call> {
  // The library brings much along that nothing else needs.
  const { Client, WSDL } = await import('soap')
  const wsdl = await new Promise<InstanceType<typeof WSDL>>((done, fail) => {
    const read: InstanceType<typeof WSDL> = new WSDL(wsdlOf(description), `${description.name}.wsdl`, OPTIONS)
    read.onReady(error => (error ? fail(error) : done(read)))
  })
  return async (operation, message, { repeatable }) => {
    let answer: HttpAnswer | undefined
    const httpClient = {
      request: (target: string, body: string, callback: Callback, headers: Record<string, string>) => {
        const sent = wire.request({ method: 'POST', url: target, headers, body }, repeatable).then(given => {
          answer = given
          const refused = refusal(given, target, user)
          if (refused !== undefined) throw refused
          return given
        })
        sent.then(
          given => callback(null, { status: given.status, headers: given.headers }, given.body),
          (error: unknown) => callback(error),
        )
        return sent
      },
    } as unknown as IHttpClient
    const client: Client = new Client(wsdl, url, { ...OPTIONS, httpClient })
    const method = client[`${operation}Async`] as (message: Message) => Promise<[Message | null]>
    try {
      const [content] = await method.call(client, message)
      return content ?? {}
    } catch (error) {
      throw ownError(error, answer)
    }
  }
}

type Callback = (error: unknown, response?: unknown, body?: string) => void

function ownError(error: unknown, answer: HttpAnswer | undefined): unknown {
  if (error instanceof ConnectorError) return error
  const fault = (error as { root?: { Envelope?: { Body?: { Fault?: Fault } } } }).root?.Envelope?.Body?.Fault
  return fault === undefined ? unreadable(error, answer) : new SoapFault(fault)
}

function unreadable(error: unknown, answer: HttpAnswer | undefined): Error {
  const { message, Fault } = error as { message?: string; Fault?: Fault }
  const reason = message ?? String(Fault?.faultstring ?? 'no reason given')
  return new SoapFault({
    faultcode: 'unreadable',
    faultstring: `The answer (HTTP ${answer?.status ?? '?'}) cannot be read: ${reason}`,
  })
}
