import { isDeepStrictEqual } from 'node:util'
import type { MetaverseSchema } from '../../metaverse/schema.js'
import type { AgentType } from '../../storage/resynchronization/scope.js'
import type { HubDocument } from '../document.js'
import { entriesOf, inboundSourceOf, precedenceOf } from '../normal-forms.js'
import { flowOrder } from '../rank-flows.js'

/** Who gives one metaverse attribute of a type, before and after. */
export interface Givers {
  readonly metaverseType: string
  readonly attribute: string
  readonly before: readonly AgentType[]
  readonly after: readonly AgentType[]
  readonly changed: boolean
  /**
   * Whether a change of one flow can affect connectors of all of them: where several give at once, or where it is on record who
   * gives, whether there is a value or not (a reference that nobody else gives).
   */
  readonly widely: boolean
}

export interface Compared {
  readonly current: HubDocument
  readonly next: HubDocument
}

/** Of every attribute that any flow goes to, in either document. */
export function giversOf({ current, next }: Compared, metaverse: MetaverseSchema): Givers[] {
  const [old, now] = [flowOrder(current), flowOrder(next)]
  return [...new Set([...old.keys(), ...now.keys()])].map(name => {
    const dot = name.indexOf('.')
    const [metaverseType, attribute] = [name.slice(0, dot), name.slice(dot + 1)]
    const [before, after] = [typesOf(old.get(name)), typesOf(now.get(name))]
    const kinds = [current, next].map(document => precedenceOf(document.precedence?.[metaverseType]?.[attribute]).kind)
    const isReference = metaverse.attributes.get(attribute)?.type === 'reference'
    const isAlone = isReference && (before.length === 1 || after.length === 1)
    return {
      metaverseType,
      attribute,
      before,
      after,
      changed:
        kinds[0] !== kinds[1] ||
        !isDeepStrictEqual(before, after) ||
        [...before, ...after].some(giver => !sameFlow({ current, next }, giver, [metaverseType, attribute])),
      widely: isAlone || kinds.some(kind => kind !== 'ranked'),
    }
  })
}

const typesOf = (places: readonly AgentType[] | undefined): AgentType[] =>
  (places ?? []).map(({ agent, objectType }) => ({ agent, objectType }))

function sameFlow({ current, next }: Compared, { agent, objectType }: AgentType, [type, attribute]: [string, string]) {
  const flows = [current, next].map(document => {
    const written = document.agents?.[agent]?.objects[objectType]?.import?.[type]?.[attribute]
    return written === undefined ? undefined : inboundSourceOf(written)
  })
  return isDeepStrictEqual(flows[0], flows[1])
}

/** Whether a document has an object type of an agent. */
export const hasType = (document: HubDocument, { agent, objectType }: AgentType): boolean =>
  document.agents?.[agent]?.objects[objectType] !== undefined

/** All object types of a document's agents. */
export const agentTypes = (document: HubDocument): AgentType[] =>
  entriesOf(document.agents).flatMap(([agent, { objects }]) =>
    Object.keys(objects).map(objectType => ({ agent, objectType })),
  )
