import {
  type BerReader,
  type Client,
  ExtendedResponse,
  type Message,
  type SearchRequest,
  type SearchResponse,
} from 'ldapts'

/** What a server sends while an operation goes on (RFC 4511 section 4.13). */
export class IntermediateResponse extends ExtendedResponse {
  bytes: Buffer = Buffer.alloc(0)

  constructor(messageId: number) {
    super({ messageId })
  }

  override parseMessage(reader: BerReader): void {
    if (reader.peek() === RESPONSE_NAME) this.oid = reader.readString(RESPONSE_NAME) ?? ''
    // A copy: the message lies in the buffer of all that came with it.
    if (reader.peek() === RESPONSE_VALUE) this.bytes = Buffer.from(reader.readString(RESPONSE_VALUE, true) ?? '')
  }
}

const INTERMEDIATE_RESPONSE = 0x79
const RESPONSE_NAME = 0x80
const RESPONSE_VALUE = 0x81

/** Called with every message of a search but the last, as soon as it is read and before the next one is. */
export type Tap = (message: Message) => void

/** The parts of ldapts below its search methods. */
export interface Inside {
  _nextMessageId(): number
  _send(message: Message): Promise<SearchResponse>
  readonly socket?: { pause(): void; resume(): void }
  readonly messageParser: Parser
  readonly messageDetailsByMessageId: Map<string, { timeoutTimer: NodeJS.Timeout | null }>
}

interface Parser {
  listeners(event: 'message'): ((message: Message) => void)[]
  removeAllListeners(event: 'message'): void
  on(event: 'message', listener: (message: Message) => void): void
  _getMessageFromProtocolOperation(id: number, operation: number, reader: BerReader, request?: Message): Message
}

/**
 * Lets the messages of chosen searches be read one by one, intermediate responses included. ldapts itself gathers the entries of a
 * search until its end, and refuses intermediate responses together with whatever came in the same packet.
 */
export function tapped(client: Client): (request: SearchRequest, tap: Tap) => Promise<SearchResponse> {
  const inside = client as unknown as Inside
  const parser = inside.messageParser
  const taps = new Map<number, Tap>()

  const known = parser._getMessageFromProtocolOperation.bind(parser)
  parser._getMessageFromProtocolOperation = (id, operation, reader, request) => {
    if (operation !== INTERMEDIATE_RESPONSE) return known(id, operation, reader, request)
    const message = new IntermediateResponse(id)
    message.parse(reader, request?.controls ?? [])
    return message
  }
  const listeners = parser.listeners('message')
  parser.removeAllListeners('message')
  parser.on('message', message => {
    const tap = isLast(message) ? undefined : taps.get(message.messageId)
    if (tap !== undefined) tap(message)
    // Nobody waits for an intermediate response that was not asked for.
    else if (!(message instanceof IntermediateResponse)) for (const listener of listeners) listener(message)
  })
  return (request, tap) => {
    taps.set(request.messageId, tap)
    const answer = inside._send(request).finally(() => taps.delete(request.messageId))
    // The time limit of one answer is none of a search that may go on for days.
    clearTimeout(inside.messageDetailsByMessageId.get(String(request.messageId))?.timeoutTimer ?? undefined)
    return answer
  }
}

const SEARCH_DONE = 0x65
const isLast = (message: Message): boolean => message.protocolOperation === SEARCH_DONE
