import type { Delta } from '../../../model/delta.js'
import type { Problem } from '../../../model/problem.js'
import type { Values } from '../../../model/value.js'
import type { Page } from '../../connector.js'
import { orCancelled, stop } from '../stop.js'
import { type DecodedEntry, decodeValues, type Remainder } from './decode.js'
import { lookUp } from './look-up.js'
import { type Slot, slotsOf } from './slots.js'
import type { Wire } from './wire.js'

/** A page of what was read, with the values that did not fit into the first answers fetched. */
export async function pageOf(wire: Wire, decoded: readonly DecodedEntry[], signal: AbortSignal): Promise<Page> {
  const deltas: Delta[] = []
  const problems: Problem[] = []
  let filtered = 0
  for (const one of decoded) {
    if (one.kind === 'filtered') filtered++
    if (one.kind === 'problem') problems.push(one.problem)
    if (one.kind !== 'object') continue
    if (one.remainders === undefined) deltas.push(one.delta)
    else {
      const attributes: Record<string, Values> = { ...one.delta.attributes }
      for (const remainder of one.remainders) {
        const { name } = remainder.attribute
        const rest = await orCancelled(readRest(wire, one.delta.dn, remainder), signal)
        attributes[name] = [...(attributes[name] ?? []), ...rest]
      }
      deltas.push({ ...one.delta, attributes })
    }
  }
  return { deltas, ...(problems.length > 0 && { problems }), ...(filtered > 0 && { filtered }) }
}

/** Fetches the values that did not fit into the first answer (range retrieval, [MS-ADTS] 3.1.1.3.1.3.3). */
async function readRest(wire: Wire, dn: string, { attribute, from }: Remainder): Promise<Values> {
  const values: string[] = []
  const slots = slotsOf([{ name: '', attributes: [attribute] }], '')
  for (let next: number | undefined = from; next !== undefined; ) {
    const wanted: string = `${attribute.name};range=${next}-*`
    const [entry] = await lookUp(wire, dn, [wanted])
    const part = entry?.attributes.find(one => one.values.length > 0 && isOf(slots(one.type)))
    if (part === undefined) throw cutOff(dn, wanted)
    const decoded = decodeValues(attribute, part)
    if ('code' in decoded) throw cutOff(dn, wanted)
    for (const value of decoded) values.push(value)
    const slot = slots(part.type)
    next = slot.kind === 'wanted' ? slot.rest : undefined
  }
  return values
}

const isOf = (slot: Slot): boolean => slot.kind === 'wanted' && slot.definition !== undefined

function cutOff(dn: string, wanted: string) {
  return stop('stopped-import-read', {
    code: 'source.cut-off',
    message: `The server did not give the rest of the values (${wanted}) of ${dn}.`,
    hint: 'Run the import again: the object was changed while it was read.',
    where: { dn },
  })
}
