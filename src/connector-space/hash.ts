import { hash } from 'node:crypto'
import { dnKey } from '../model/dn.js'
import type { Attributes } from '../model/value.js'

/**
 * The hash of an image is a sum: one term for everything but references, one term a reference. So a member added to a
 * group changes the hash by one term, and nobody reads the other 50,000. Four lanes of 32 bits, added without carry.
 */
export type Lanes = readonly [number, number, number, number]

export const NO_LANES: Lanes = [0, 0, 0, 0]

const digest = (text: string): Buffer => hash('md5', text, 'buffer')

function lanesOf(bytes: Buffer): Lanes {
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4), bytes.readUInt32BE(8), bytes.readUInt32BE(12)]
}

/** The key of a distinguished name, as a UUID without dashes: equal for equal names, whatever their spelling. */
export function nameKey(dn: string): string {
  return hash('md5', dnKey(dn), 'hex')
}

/** The term of everything but the references. Values must be in canonical order ({@link canonicalImage}). */
export function imageLanes(objectType: string, dn: string, image: Attributes): Lanes {
  return lanesOf(digest(`${objectType}\0${dn}\0${JSON.stringify(image)}`))
}

const seeds = new Map<string, Lanes>()

/** The term of one reference. Keyed by name, so that spelling does not matter. */
export function referenceLanes(attribute: string, targetKey: string): Lanes {
  let seed = seeds.get(attribute)
  if (seed === undefined) {
    seed = lanesOf(digest(attribute))
    seeds.set(attribute, seed)
  }
  const key = Buffer.from(targetKey, 'hex')
  return [
    mix(key.readUInt32BE(0), seed[0]),
    mix(key.readUInt32BE(4), seed[1]),
    mix(key.readUInt32BE(8), seed[2]),
    mix(key.readUInt32BE(12), seed[3]),
  ]
}

// Without mixing, a member of one attribute moved to another would cancel out.
const mix = (key: number, seed: number): number => Math.imul(key ^ seed, 0x9e3779b1) >>> 0

export const addLanes = (a: Lanes, b: Lanes): Lanes => [
  (a[0] + b[0]) >>> 0,
  (a[1] + b[1]) >>> 0,
  (a[2] + b[2]) >>> 0,
  (a[3] + b[3]) >>> 0,
]

export const subtractLanes = (a: Lanes, b: Lanes): Lanes => [
  (a[0] - b[0]) >>> 0,
  (a[1] - b[1]) >>> 0,
  (a[2] - b[2]) >>> 0,
  (a[3] - b[3]) >>> 0,
]

export const sameLanes = (a: Lanes | undefined, b: Lanes): boolean => a?.every((lane, i) => lane === b[i]) === true

// Every object of an import is written so: looked up by halves instead of being made again.
const HALVES = Array.from({ length: 1 << 16 }, (_, half) => half.toString(16).padStart(4, '0'))

const hex = (lane: number): string => (HALVES[lane >>> 16] as string) + (HALVES[lane & 0xffff] as string)

/** As stored: 32 hexadecimal digits. */
export const lanesText = (lanes: Lanes): string => hex(lanes[0]) + hex(lanes[1]) + hex(lanes[2]) + hex(lanes[3])
