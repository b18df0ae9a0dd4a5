import { type BerReader, BerWriter, Control } from 'ldapts'

const OCTET_STRING = 0x04

/** A control that is its name alone. */
class NamedControl extends Control {
  protected override writeControl(): void {}
  protected override parseControl(): void {}
}

/** No references to other servers ([MS-ADTS] 3.1.1.3.4.1.4). */
export const domainScope = (): Control => new NamedControl('1.2.840.113556.1.4.1339', { critical: true })
/** Deleted objects, too ([MS-ADTS] 3.1.1.3.4.1.14). */
export const showDeleted = (): Control => new NamedControl('1.2.840.113556.1.4.417', { critical: true })

export const DIRSYNC = '1.2.840.113556.1.4.841'
/** Parents come before their children, and of linked attributes the changed values alone. */
const ANCESTORS_FIRST_AND_INCREMENTAL_VALUES = 0x8000_0800 | 0
const MOST_BYTES = 4_000_000

/** Asks for what has changed since a cookie ([MS-ADTS] 3.1.1.3.4.1.3), and holds what was answered. */
export class DirSyncControl extends Control {
  cookie: Buffer
  /** Whether the server has more to tell. */
  more = false

  constructor(cookie: Buffer) {
    super(DIRSYNC, { critical: true })
    this.cookie = cookie
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    value.startSequence()
    value.writeInt(ANCESTORS_FIRST_AND_INCREMENTAL_VALUES)
    value.writeInt(MOST_BYTES)
    value.writeBuffer(this.cookie, OCTET_STRING)
    value.endSequence()
    writer.writeBuffer(value.buffer, OCTET_STRING)
  }

  protected override parseControl(reader: BerReader): void {
    if (reader.readSequence() === null) return
    this.more = (reader.readInt() ?? 0) !== 0
    reader.readInt()
    this.cookie = Buffer.from(reader.readString(OCTET_STRING, true) ?? [])
  }
}

const POLICY_HINTS = '1.2.840.113556.1.4.2239'
export const POLICY_HINTS_OF_2008 = '1.2.840.113556.1.4.2066'

/** Holds a password that is set to the rules of history and age, as one that its owner changes ([MS-ADTS] 3.1.1.3.4.1.27). */
export class PolicyHintsControl extends Control {
  constructor(type = POLICY_HINTS) {
    super(type, { critical: true })
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    value.startSequence()
    value.writeInt(1)
    value.endSequence()
    writer.writeBuffer(value.buffer, OCTET_STRING)
  }

  protected override parseControl(): void {}
}

export { POLICY_HINTS }
