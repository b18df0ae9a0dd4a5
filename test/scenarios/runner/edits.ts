import { type MemorySource, memorySource } from '../../../src/connectors/memory/index.js'
import type { AttributeChange, Changes } from '../../../src/model/delta.js'
import { dnKey } from '../../../src/model/dn.js'
import type { ProblemCode } from '../../../src/model/problem.js'
import type { RunStatus } from '../../../src/model/status.js'
import type { Attributes, Values } from '../../../src/model/value.js'

type Written = string | number | boolean | readonly (string | number | boolean)[] | null
type WrittenAttributes = Readonly<Record<string, Written>>

/** One edit of a source, as steps.yaml writes it; `source/anchor` names the object. */
export type Edit =
  | { readonly put: string; readonly type?: string; readonly dn?: string; readonly set?: WrittenAttributes }
  | {
      readonly modify: string
      readonly set?: WrittenAttributes
      readonly add?: WrittenAttributes
      readonly remove?: WrittenAttributes
    }
  | { readonly rename: string; readonly dn: string }
  | { readonly delete: string }
  | {
      readonly fault: string
      readonly empty?: boolean
      readonly cutReadAfter?: number | null
      readonly cutWriteAfter?: number | null
      readonly loseAnswersAfter?: number | null
      readonly open?: RunStatus | null
      readonly refuse?: Readonly<Record<string, ProblemCode | null>>
    }

export function edit(change: Edit): void {
  if ('put' in change) put(change)
  else if ('modify' in change) {
    const { source, anchor } = locate(change.modify)
    source.modify(anchor, changesOf(change))
  } else if ('rename' in change) {
    const { source, anchor } = locate(change.rename)
    source.rename(anchor, change.dn)
  } else if ('delete' in change) {
    const { source, anchor } = locate(change.delete)
    source.delete(anchor)
  } else setFaults(change)
}

function locate(name: string): { source: MemorySource; anchor: string } {
  const slash = name.indexOf('/')
  const source = memorySource(name.slice(0, slash))
  const rest = name.slice(slash + 1)
  // Objects that the hub created have anchors of the source's own making: their names find them.
  return { source, anchor: source.objects.has(rest) ? rest : (source.byDn(rest)?.anchor ?? rest) }
}

function put({ put: name, type, dn, set = {} }: Extract<Edit, { put: string }>): void {
  const { source, anchor } = locate(name)
  const held = source.objects.get(anchor)
  const attributes: Record<string, Values> = {}
  for (const [key, value] of Object.entries(set)) if (value !== null) attributes[key] = valuesOf(value)
  source.put({
    objectType: type ?? held?.objectType ?? 'user',
    dn: dn ?? held?.dn ?? anchor,
    anchor,
    attributes: attributes as Attributes,
  })
}

const valuesOf = (value: Written): Values =>
  value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)]

function changesOf({ set = {}, add = {}, remove = {} }: Extract<Edit, { modify: string }>): Changes {
  const changes: Record<string, AttributeChange[]> = {}
  const note = (operation: AttributeChange['operation'], attributes: WrittenAttributes): void => {
    for (const [name, value] of Object.entries(attributes)) {
      changes[name] = [...(changes[name] ?? []), { operation, values: valuesOf(value) }]
    }
  }
  note('replace', set)
  note('delete', remove)
  note('add', add)
  return changes
}

function setFaults({ fault, ...faults }: Extract<Edit, { fault: string }>): void {
  const { faults: held } = memorySource(fault)
  if (faults.empty !== undefined) held.answerEmpty = faults.empty
  if (faults.cutReadAfter !== undefined) held.cutReadAfter = faults.cutReadAfter ?? undefined
  if (faults.cutWriteAfter !== undefined) held.cutWriteAfter = faults.cutWriteAfter ?? undefined
  if (faults.loseAnswersAfter !== undefined) held.loseAnswersAfter = faults.loseAnswersAfter ?? undefined
  if (faults.open !== undefined) {
    held.open =
      faults.open === null
        ? undefined
        : { status: faults.open, problem: { code: 'source.unreachable', message: 'The test keeps it shut.' } }
  }
  for (const [dn, code] of Object.entries(faults.refuse ?? {})) {
    if (code === null) held.rejectWrites.delete(dnKey(dn))
    else held.rejectWrites.set(dnKey(dn), { code, message: 'The test refuses it.' })
  }
}
