import { Ber, BerReader, BerWriter, Control } from 'ldapts'

/** The controls and messages of the LDAP Content Synchronization Operation (RFC 4533). */

export const SYNC_REQUEST = '1.3.6.1.4.1.4203.1.9.1.1'
const SYNC_STATE = '1.3.6.1.4.1.4203.1.9.1.2'
const SYNC_DONE = '1.3.6.1.4.1.4203.1.9.1.3'
export const SYNC_INFO = '1.3.6.1.4.1.4203.1.9.1.4'
/** e-syncRefreshRequired: the server does not know the cookie any more (section 5). */
export const REFRESH_REQUIRED = 4096

const MODES = { refreshOnly: 1, refreshAndPersist: 3 } as const
const STATES = ['present', 'add', 'modify', 'delete'] as const

interface SyncRequest {
  readonly mode: keyof typeof MODES
  /** Base64. */
  readonly cookie?: string | undefined
}

/** Asks for what has changed since a cookie; holds what the last message of the answer says. */
export class SyncRequestControl extends Control {
  cookie: string | undefined
  /** Whether all deletions were told; otherwise whatever was not mentioned is gone. */
  refreshDeletes = false
  readonly #request: SyncRequest

  constructor(request: SyncRequest) {
    super(SYNC_REQUEST, { critical: true, responseType: SYNC_DONE })
    this.#request = request
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    value.startSequence()
    value.writeEnumeration(MODES[this.#request.mode])
    if (this.#request.cookie !== undefined)
      value.writeBuffer(Buffer.from(this.#request.cookie, 'base64'), Ber.OctetString)
    value.endSequence()
    writer.writeBuffer(value.buffer, Ber.OctetString)
  }

  protected override parseControl(reader: BerReader): void {
    reader.readSequence()
    if (reader.peek() === Ber.OctetString) this.cookie = cookieText(reader.readString(Ber.OctetString, true))
    this.refreshDeletes = reader.peek() === Ber.Boolean && reader.readBoolean() === true
  }
}

/** Never sent: ldapts reads the control of each entry into it. */
export class SyncStateControl extends Control {
  state: (typeof STATES)[number] = 'present'
  #uuid = ''

  constructor() {
    super(SYNC_STATE)
  }

  /** The unique identifier of the entry just read. */
  take(): string {
    const uuid = this.#uuid
    this.#uuid = ''
    if (uuid === '') throw new Error('The server told an object without its identifier (RFC 4533 section 2.3).')
    return uuid
  }

  override write(): void {}

  protected override parseControl(reader: BerReader): void {
    reader.readSequence()
    this.state = STATES[reader.readEnumeration() ?? 0] ?? 'present'
    this.#uuid = uuidText(reader.readString(Ber.OctetString, true) ?? Buffer.alloc(0))
  }
}

/** A Sync Info Message (section 2.5). */
export type SyncInfo =
  | { readonly kind: 'cookie'; readonly cookie: string | undefined }
  | {
      readonly kind: 'refresh-delete' | 'refresh-present'
      readonly cookie: string | undefined
      readonly done: boolean
    }
  | {
      readonly kind: 'ids'
      readonly cookie: string | undefined
      /** Whether the objects are gone; otherwise they are there. */
      readonly deleted: boolean
      readonly uuids: readonly string[]
    }

const NEW_COOKIE = 0x80
const REFRESH_DELETE = 0xa1
const REFRESH_PRESENT = 0xa2
const ID_SET = 0xa3
const SET = 0x31

export function parseSyncInfo(value: Buffer): SyncInfo | undefined {
  const reader = new BerReader(value)
  const tag = reader.peek()
  if (tag === NEW_COOKIE) return { kind: 'cookie', cookie: cookieText(reader.readString(NEW_COOKIE, true)) }
  if (tag !== REFRESH_DELETE && tag !== REFRESH_PRESENT && tag !== ID_SET) return undefined
  reader.readSequence(tag)
  const cookie = reader.peek() === Ber.OctetString ? cookieText(reader.readString(Ber.OctetString, true)) : undefined
  const flag = reader.peek() === Ber.Boolean ? reader.readBoolean() : undefined
  if (tag !== ID_SET) {
    return { kind: tag === REFRESH_DELETE ? 'refresh-delete' : 'refresh-present', cookie, done: flag ?? true }
  }
  const uuids: string[] = []
  reader.readSequence(SET)
  const end = reader.offset + reader.length
  while (reader.offset < end) uuids.push(uuidText(reader.readString(Ber.OctetString, true) ?? Buffer.alloc(0)))
  return { kind: 'ids', cookie, deleted: flag ?? false, uuids }
}

const cookieText = (cookie: Buffer | null): string | undefined =>
  cookie === null || cookie.length === 0 ? undefined : cookie.toString('base64')

/** Sixteen bytes as an entryUUID is written (RFC 4122). */
function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
