import { copyOf } from './copy.js'
import { deltaImport, fullImport } from './import.js'
import { newReport, type Report } from './report.js'
import type { Rules } from './rules.js'
import { type Exporting, exportStep } from './send.js'
import { newSource } from './source.js'
import type { World } from './state.js'
import { synchronizeStep } from './synchronize.js'

export const newWorld = (rules: Rules): World => ({
  rules,
  sources: Object.fromEntries(rules.agents.map(({ name }) => [name, newSource()])),
  agents: Object.fromEntries(rules.agents.map(({ name }) => [name, { watermark: undefined, checkpoint: undefined }])),
  entries: [],
  objects: [],
  strangers: {},
  nextId: 1,
  step: 0,
})

export type StepType = 'full-import' | 'delta-import' | 'full-synchronization' | 'delta-synchronization' | 'export'

export interface StepRequest {
  readonly agent: string
  readonly type: StepType
  readonly pageSize: number
  /** An import whose source breaks off: after so many objects, of which perhaps nothing could be used. */
  readonly cut?: { readonly after: number; readonly nothing: boolean }
  readonly stop?: Exporting['stop']
  /** The hub dies after so many pieces of the step. */
  readonly pieces?: number
}

export interface Ended {
  readonly world: World
  readonly report: Report
  /** Undefined when the step did not come to its end. */
  readonly status: string | undefined
}

/** Runs a step in a copy of the world. */
export function runStep(before: World, request: StepRequest): Ended {
  const world = copyOf(before)
  world.step++
  const report = newReport()
  const { agent, type, pageSize, cut } = request
  if (type === 'export') return { world, report, status: exportStep({ world, agent, report, stop: request.stop }) }
  const options = { cut: cut?.after, nothing: cut?.nothing === true }
  const step = type.endsWith('synchronization')
    ? synchronizeStep({ world, agent, full: type === 'full-synchronization', report, pageSize })
    : type === 'full-import'
      ? fullImport({ world, agent, report }, options)
      : deltaImport({ world, agent, report }, options)
  for (let piece = 0; piece !== request.pieces; piece++) {
    const next = step.next()
    if (next.done === true) return { world, report, status: next.value }
  }
  return { world, report, status: undefined }
}
