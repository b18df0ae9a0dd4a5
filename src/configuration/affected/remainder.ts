import { isDeepStrictEqual } from 'node:util'
import type { HubDocument } from '../document.js'
import type { Path } from '../place.js'

/**
 * Where two documents differ in something whose effects nobody has stated: whatever is not known to be compared elsewhere,
 * or to need nothing. A key that is added to the format is found here until somebody says what it affects.
 */
export function unknownChanges(current: HubDocument, next: HubDocument): Path[] {
  return differences(remainderOf(current), remainderOf(next), [])
}

/** What is understood of each mapping: its keys. `*` stands for any name; `true` for everything below. */
interface Understood {
  readonly [key: string]: Understood | true
}

const FLOW_SOURCES = {
  constant: true,
  expression: true,
  extension: true,
  reads: true,
  dnComponent: true,
  unique: true,
  keep: true,
} as const
const EXPORT_SOURCES = {
  from: true,
  constant: true,
  expression: true,
  extension: true,
  reads: true,
  objectId: true,
  allowNulls: true,
  initialOnly: true,
  existenceTest: true,
} as const
// Who sees an attribute changes nothing in the data.
const ATTRIBUTE = { type: true, multivalued: true, visibleTo: true } as const

// Of extensions their code is compared (code-changes.ts).
const UNDERSTOOD: Understood = {
  version: true,
  schedules: true,
  access: true,
  metaverse: {
    extension: true,
    attributes: { '*': { ...ATTRIBUTE, indexed: true, unique: true } },
    types: { '*': { attributes: true, deletion: true } },
  },
  precedence: { '*': { '*': { kind: true, order: true } } },
  agents: {
    '*': {
      connector: true,
      settings: true,
      extension: true,
      guard: true,
      deprovisioning: true,
      recall: true,
      runProfiles: true,
      objects: {
        '*': {
          attributes: { '*': ATTRIBUTE },
          filter: true,
          join: true,
          projection: true,
          provision: true,
          import: { '*': { '*': FLOW_SOURCES } },
          export: { '*': { '*': EXPORT_SOURCES } },
        },
      },
    },
  },
}

const remainderOf = (document: HubDocument): unknown => without(document, UNDERSTOOD)

/** A value without what is understood; undefined when nothing is left. Short forms (texts, lists) are understood where their long forms are. */
function without(value: unknown, understood: Understood): unknown {
  if (!isMapping(value)) return undefined
  const left = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const known = understood[key] ?? understood['*']
    if (known === true) return []
    const rest = known === undefined ? inner : without(inner, known)
    return rest === undefined ? [] : [[key, rest]]
  })
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

function differences(before: unknown, after: unknown, path: Path): Path[] {
  if (isDeepStrictEqual(before, after)) return []
  const [old, now] = [isMapping(before) ? before : {}, isMapping(after) ? after : {}]
  const isLeaf = (before !== undefined && !isMapping(before)) || (after !== undefined && !isMapping(after))
  if (isLeaf) return [path]
  const keys = new Set([...Object.keys(old), ...Object.keys(now)])
  return [...keys].flatMap(key => differences(old[key], now[key], [...path, key]))
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
