import type { Chance } from './random.js'

/** A grey JPEG of one point. */
const POINT = Buffer.from(
  '/9j/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
)

/** A small picture that no two people share: bytes of its own in a comment of the file. */
export function photo(chance: Chance): Uint8Array {
  const comment = Buffer.from(Array.from({ length: 60 }, () => chance.below(256)))
  const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2])
  return Buffer.concat([POINT.subarray(0, 2), header, comment, POINT.subarray(2)])
}
