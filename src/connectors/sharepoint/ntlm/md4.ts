/**
 * MD4 (RFC 1320). NTLM derives its keys from it, and OpenSSL 3 no longer offers it. Nothing else may use it: it is broken as a
 * hash, and NTLM is only as strong as the password.
 */
export function md4(data: Uint8Array): Buffer {
  const words = padded(data)
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < words.length; at += 16) state = addStates(state, block(state, words.subarray(at, at + 16)))
  const digest = Buffer.alloc(16)
  for (const [i, word] of state.entries()) digest.writeUInt32LE(word >>> 0, i * 4)
  return digest
}

type State = readonly [number, number, number, number]

interface Round {
  readonly mix: (x: number, y: number, z: number) => number
  readonly constant: number
  readonly shifts: readonly [number, number, number, number]
  /** Which word each of the sixteen operations takes. */
  readonly order: readonly number[]
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    shifts: [3, 7, 11, 19],
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    shifts: [3, 5, 9, 13],
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    shifts: [3, 9, 11, 15],
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
  },
]

function block(state: State, words: Uint32Array): State {
  let [a, b, c, d] = state
  for (const { mix, constant, shifts, order } of ROUNDS) {
    for (const [i, k] of order.entries()) {
      const sum = (a + mix(b, c, d) + (words[k] as number) + constant) | 0
      const shift = shifts[i % 4] as number
      const turned = (sum << shift) | (sum >>> (32 - shift))
      ;[a, b, c, d] = [d, turned, b, c]
    }
  }
  return [a, b, c, d]
}

const addStates = (x: State, y: State): State => [
  (x[0] + y[0]) | 0,
  (x[1] + y[1]) | 0,
  (x[2] + y[2]) | 0,
  (x[3] + y[3]) | 0,
]

function padded(data: Uint8Array): Uint32Array {
  const length = (Math.floor((data.length + 8) / 64) + 1) * 64
  const bytes = Buffer.alloc(length)
  bytes.set(data)
  bytes[data.length] = 0x80
  bytes.writeBigUInt64LE(BigInt(data.length) * 8n, length - 8)
  return Uint32Array.from({ length: length / 4 }, (_, i) => bytes.readUInt32LE(i * 4))
}
