import { changeTableMethod } from './delta-changes.js'
import { logicalMethod } from './delta-logical.js'
import type { DeltaMethod } from './delta-method.js'
import { watermarkMethod } from './delta-watermark.js'
import type { Source } from './source.js'

/** The configured way; undefined when there is none. */
export function deltaMethod(source: Source): DeltaMethod | undefined {
  const { delta } = source.settings
  switch (delta?.method) {
    case 'watermark':
      return watermarkMethod(source, delta)
    case 'changes':
      return changeTableMethod(source, delta)
    case 'logical':
      return logicalMethod(source, delta)
    default:
      return undefined
  }
}
