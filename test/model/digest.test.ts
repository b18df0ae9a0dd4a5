import { expect, test } from '@jest/globals'
import { digestOf, sameBinary } from '../../src/model/digest.js'

const PHOTO = Buffer.from([0xff, 0xd8, 1, 2]).toString('base64')
const OTHER = Buffer.from([0xff, 0xd8, 1, 3]).toString('base64')

test('a binary value is known by its digest, and by no other', () => {
  expect(digestOf(PHOTO)).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(digestOf(digestOf(PHOTO))).toBe(digestOf(PHOTO))
  expect(sameBinary([digestOf(PHOTO)], [PHOTO])).toBe(true)
  expect(sameBinary([PHOTO], [PHOTO])).toBe(true)
  expect(sameBinary([digestOf(PHOTO)], [OTHER])).toBe(false)
  expect(sameBinary([digestOf(PHOTO)], [])).toBe(false)
  expect(sameBinary([], [PHOTO])).toBe(false)
  expect(sameBinary([digestOf(OTHER), digestOf(PHOTO)], [PHOTO, OTHER])).toBe(true)
})
