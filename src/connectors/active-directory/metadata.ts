/** The attribute `name` in the numbers of the schema's prefix table ([MS-DRSR] 5.16.4). */
const NAME = 0x0009_0001
const HEADER = 16
const RECORD = 48
const LOCAL_USN = 40

/**
 * Whether the name of an object was changed after a change number, by its `replPropertyMetaData` ([MS-DRSR] 5.166: a header of 16 bytes
 * with the count at 8, and records of 48 bytes with the attribute at 0 and the local change number at 40).
 * What cannot be read counts as changed.
 */
export function isNamedSince(metadata: Buffer | undefined, usn: bigint): boolean {
  if (metadata === undefined || metadata.length < HEADER || metadata.readUInt32LE(0) !== 1) return true
  const count = metadata.readUInt32LE(8)
  if (metadata.length < HEADER + count * RECORD) return true
  for (let i = 0; i < count; i++) {
    const at = HEADER + i * RECORD
    if (metadata.readUInt32LE(at) === NAME) return metadata.readBigUInt64LE(at + LOCAL_USN) > usn
  }
  return true
}
