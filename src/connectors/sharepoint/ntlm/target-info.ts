/** The pairs of a challenge's target information ([MS-NLMP] 2.2.2.1) that matter to a client. */
const END = 0
const FLAGS = 6
const TIME = 7
/** Says that the message carries an integrity code. */
const HAS_INTEGRITY_CODE = 2

interface Pair {
  readonly id: number
  readonly value: Buffer
}

/** The server's time, when it gives it: the client must then use it, and prove that nobody changed the messages. */
export const timeOf = (info: Buffer): Buffer | undefined => pairsOf(info).find(pair => pair.id === TIME)?.value

/** The same information with the note that an integrity code follows. */
export function withIntegrityFlag(info: Buffer): Buffer {
  const pairs = pairsOf(info)
  const held = pairs.find(pair => pair.id === FLAGS)?.value.readUInt32LE(0) ?? 0
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE(held | HAS_INTEGRITY_CODE)
  return written([...pairs.filter(pair => pair.id !== FLAGS), { id: FLAGS, value: flags }])
}

function pairsOf(info: Buffer): Pair[] {
  const pairs: Pair[] = []
  for (let at = 0; at + 4 <= info.length; ) {
    const id = info.readUInt16LE(at)
    const length = info.readUInt16LE(at + 2)
    if (id === END) break
    pairs.push({ id, value: info.subarray(at + 4, at + 4 + length) })
    at += 4 + length
  }
  return pairs
}

function written(pairs: readonly Pair[]): Buffer {
  const parts = [...pairs, { id: END, value: Buffer.alloc(0) }].flatMap(({ id, value }) => {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(id, 0)
    head.writeUInt16LE(value.length, 2)
    return [head, value]
  })
  return Buffer.concat(parts)
}
