import type { InboundSourceDocument } from '../document.js'
import type { Path } from '../place.js'
import { inboundSource } from './convert-inbound.js'
import { rankFlows } from './convert-precedence.js'
import type { Conversion, TypeDraft } from './draft.js'
import type { Rule } from './ledger.js'
import { LEFT_AGENT } from './left-agent.js'
import type { MimImportFlow } from './model.js'

/** All import flows, which MIM keeps with the metaverse, to the agents that they come from. */
export function convertImports(conversion: Conversion): void {
  for (const flows of conversion.mim.metaverse.importFlows) {
    const carried = flows.flows.filter(flow => convertFlow(flow, conversion))
    rankFlows(flows, carried, conversion)
  }
}

function convertFlow(flow: MimImportFlow, conversion: Conversion): boolean {
  const { ledger, names, mim, agents } = conversion
  const agent = mim.agents.find(({ id }) => id === flow.agent)
  const rule = ruleOf(flow, agent?.name ?? flow.agent)
  const leave = (why: string) => {
    ledger.left(rule, why)
    return false
  }
  if (agent === undefined) return leave(dangling(flow.agent))
  const draft = agents.get(flow.agent)
  if (draft === undefined) return leave(LEFT_AGENT)
  const type = draft.type(flow.objectType)
  if (type === undefined) return leave(draft.refusal(flow.objectType) ?? '')
  const metaverseType = names.type(flow.metaverseType)
  const definition = names.attribute(flow.attribute)
  if (metaverseType === undefined || definition === undefined)
    return leave(
      `The metaverse of the export has no ${metaverseType === undefined ? flow.metaverseType : flow.attribute}.`,
    )
  const title = `${flow.metaverseType}.${flow.attribute}`
  const path = [...type.path, 'import', metaverseType, definition.name]
  const held = type.rules.import?.[metaverseType]?.[definition.name]
  if (held !== undefined) return leave(secondFlow(flow, type))
  if ((flow.syncRule?.scoping.length ?? 0) > 0) return leave(SCOPED)
  const converted = inboundSource(flow.mapping, type, { definition, kind: 'importFlow', title })
  if ('left' in converted) return leave(converted.left)
  warnOfPart(flow, path, conversion)
  put(type, metaverseType, definition.name, converted.source)
  ledger.carried(rule, path)
  return true
}

function put(type: TypeDraft, metaverseType: string, attribute: string, source: InboundSourceDocument): void {
  const all = type.rules.import ?? {}
  type.rules.import = { ...all, [metaverseType]: { ...all[metaverseType], [attribute]: source } }
}

/** Without its scope the flow would take too much. */
export const SCOPED =
  'Its synchronization rule is for some objects only: write the flow as an expression with the condition of its scope.'

const ruleOf = (flow: MimImportFlow, agent: string): Rule => ({
  agent,
  kind: 'import flow',
  of: flow.metaverseType,
  title: `${flow.objectType} to ${flow.metaverseType}.${flow.attribute}`,
  place: flow.place,
})

export const dangling = (id: string): string =>
  `No file of this folder is the management agent ${id}: export the whole server again, or leave the rule if the agent is gone.`

const secondFlow = ({ objectType, attribute }: MimImportFlow, { agent }: TypeDraft): string =>
  `${objectType} of ${agent.name} has a flow to ${attribute} that ranks higher. Here an object type has one flow to an attribute: write one expression of both, such as IsPresent(cs.a) ? cs.a : cs.b.`

function warnOfPart({ mapping, place }: MimImportFlow, path: Path, { ledger }: Conversion): void {
  if (mapping.kind !== 'dn-part') return
  ledger.decide(
    place,
    `DN component ${mapping.part}: MIM's own pages disagree about the end it counts from`,
    `Here ${mapping.part} counts from the left, -${mapping.part} from the right. Compare one object with MIM.`,
    path,
  )
}
