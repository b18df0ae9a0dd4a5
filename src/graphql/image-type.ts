const SIGNATURES: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/png', 0, '89504e470d0a1a0a'],
  ['image/gif', 0, '47494638'],
  ['image/webp', 8, '57454250'],
  ['image/bmp', 0, '424d'],
  ['image/avif', 4, '6674797061766966'],
  ['image/tiff', 0, '49492a00'],
  ['image/tiff', 0, '4d4d002a'],
]

/** What kind of picture these bytes are, by how they begin; undefined for anything else. SVG, which can hold scripts, is anything else. */
export function imageType(bytes: Buffer): string | undefined {
  return SIGNATURES.find(([, at, signature]) => {
    const wanted = Buffer.from(signature, 'hex')
    return bytes.subarray(at, at + wanted.length).equals(wanted)
  })?.[0]
}
