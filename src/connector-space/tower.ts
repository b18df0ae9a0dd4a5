import { applyChanges } from '../model/changes.js'
import type { Changes } from '../model/delta.js'
import type { Attributes } from '../model/value.js'
import type { ExportChange, ExportOperation, ImportOperation, PendingImport } from './entry.js'

/** The layers of an entry, from the ground up (domain.md 1.5). */
export const LAYERS = [
  'synchronized',
  'pending-import',
  'unconfirmed-export',
  'escrowed-export',
  'pending-export',
] as const
export type Layer = (typeof LAYERS)[number]

/** An object as it is, or would be, in the source; references are rows of their own. */
export interface LayerImage {
  readonly objectType: string
  /** The newest name that is known, but in export layers the one that it will have. */
  readonly dn: string
  readonly attributes: Attributes
}

export interface LayerDelta {
  readonly operation: ImportOperation | ExportOperation
  readonly dn: string | undefined
  /** Undefined: the difference between the images below and of this layer. */
  readonly changes: Changes | undefined
}

export interface TowerLayer {
  readonly layer: Layer
  /** Undefined: with everything up to this layer, the object is not there. */
  readonly image: LayerImage | undefined
  /** Undefined: nothing is in this layer, and its image is that of the one below. */
  readonly delta: LayerDelta | undefined
}

export interface TowerParts {
  readonly objectType: string
  readonly dn: string
  /** Layers 0 and 1. */
  readonly image: Attributes
  readonly imported: boolean
  readonly pendingImport: PendingImport | undefined
  readonly unconfirmed: ExportChange | undefined
  readonly escrowed: ExportChange | undefined
  readonly pending: ExportChange | undefined
}

/** Every layer of an entry: each image is the one below with the layer's delta applied. */
export function towerOf(parts: TowerParts): TowerLayer[] {
  const ground = groundOf(parts)
  const imported = importedOf(parts)
  const { pendingImport } = parts
  const tower: TowerLayer[] = [
    { layer: 'synchronized', image: ground, delta: undefined },
    {
      layer: 'pending-import',
      image: imported,
      delta: pendingImport && { operation: pendingImport.operation, dn: undefined, changes: undefined },
    },
  ]
  let image = imported
  for (const [layer, delta] of [
    ['unconfirmed-export', parts.unconfirmed],
    ['escrowed-export', parts.escrowed],
    ['pending-export', parts.pending],
  ] as const) {
    if (delta !== undefined) image = exported(image, delta, parts)
    tower.push({ layer, image, delta })
  }
  return tower
}

function groundOf({ objectType, dn, image, imported, pendingImport }: TowerParts): LayerImage | undefined {
  if (!imported || pendingImport?.operation === 'add') return undefined
  if (pendingImport === undefined) return { objectType, dn, attributes: image }
  return {
    objectType: pendingImport.previousType ?? objectType,
    dn,
    attributes: pendingImport.previous ?? image,
  }
}

function importedOf({ objectType, dn, image, imported, pendingImport }: TowerParts): LayerImage | undefined {
  if (!imported || pendingImport?.operation === 'delete') return undefined
  return { objectType, dn, attributes: image }
}

function exported(below: LayerImage | undefined, change: ExportChange, parts: TowerParts): LayerImage | undefined {
  if (change.operation === 'delete') return undefined
  const base = change.operation === 'update' ? below : undefined
  return {
    objectType: change.objectType ?? base?.objectType ?? parts.objectType,
    dn: change.dn ?? base?.dn ?? parts.dn,
    attributes: applyChanges(base?.attributes ?? {}, change.changes),
  }
}
