/**
 * Messages of PostgreSQL's logical replication, protocol version 1, as the plugin `pgoutput` writes them (PostgreSQL documentation,
 * "Logical Replication Message Formats").
 */
export type Message =
  | { readonly kind: 'begin'; readonly xid: number }
  /** @property end the position behind the transaction */
  | { readonly kind: 'commit'; readonly end: bigint }
  | {
      readonly kind: 'relation'
      readonly id: number
      readonly schema: string
      readonly name: string
      readonly columns: readonly string[]
    }
  /** The tuples that were told, old before new. A null is a null, undefined a value that did not change or was not told. */
  | { readonly kind: 'change'; readonly relation: number; readonly tuples: readonly Tuple[] }
  | { readonly kind: 'truncate'; readonly relations: readonly number[] }
  | { readonly kind: 'other' }

export type Tuple = readonly (string | null | undefined)[]

/** @throws RangeError when the message ends early */
export function parseMessage(bytes: Buffer): Message {
  const reader = new Reader(bytes)
  switch (reader.character()) {
    case 'B':
      reader.skip(16)
      return { kind: 'begin', xid: reader.int32() }
    case 'C':
      reader.skip(9)
      return { kind: 'commit', end: reader.int64() }
    case 'R':
      return relation(reader)
    case 'I':
    case 'U':
    case 'D':
      return { kind: 'change', relation: reader.int32(), tuples: tuples(reader) }
    case 'T': {
      const count = reader.int32()
      reader.skip(1)
      return { kind: 'truncate', relations: Array.from({ length: count }, () => reader.int32()) }
    }
    default:
      return { kind: 'other' }
  }
}

function relation(reader: Reader): Message {
  const id = reader.int32()
  const schema = reader.string()
  const name = reader.string()
  reader.skip(1)
  const columns = Array.from({ length: reader.int16() }, () => {
    reader.skip(1)
    const column = reader.string()
    reader.skip(8)
    return column
  })
  // An empty name stands for the catalogue's own schema.
  return { kind: 'relation', id, schema: schema === '' ? 'pg_catalog' : schema, name, columns }
}

// K: the old key, O: the whole old row, N: the new row.
function tuples(reader: Reader): Tuple[] {
  const found: Tuple[] = []
  while (reader.hasMore()) {
    reader.skip(1)
    found.push(Array.from({ length: reader.int16() }, () => cell(reader)))
  }
  return found
}

function cell(reader: Reader): string | null | undefined {
  const kind = reader.character()
  if (kind === 'n') return null
  if (kind === 'u') return undefined
  return reader.text(reader.int32())
}

class Reader {
  readonly #bytes: Buffer
  #at = 0
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }
  skip(count: number): void {
    this.#at += count
  }
  hasMore(): boolean {
    return this.#at < this.#bytes.length
  }
  character(): string {
    return String.fromCharCode(this.#bytes.readUInt8(this.#at++))
  }
  int16(): number {
    this.skip(2)
    return this.#bytes.readInt16BE(this.#at - 2)
  }
  int32(): number {
    this.skip(4)
    return this.#bytes.readInt32BE(this.#at - 4)
  }
  int64(): bigint {
    this.skip(8)
    return this.#bytes.readBigUInt64BE(this.#at - 8)
  }
  text(length: number): string {
    if (this.#at + length > this.#bytes.length) throw new RangeError('The message ends within a value.')
    this.skip(length)
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }
  string(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw new RangeError('The message ends within a name.')
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }
}
