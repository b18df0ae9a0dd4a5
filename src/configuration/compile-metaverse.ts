import { BASE_ATTRIBUTES, BASE_TYPES } from '../metaverse/base-schema.js'
import type { DeletionRule, MetaverseAttribute, MetaverseSchema, MetaverseType } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import { OBJECT_ID } from '../rules/rule-set.js'
import type { DeletionDocument, HubDocument } from './document.js'
import { attributeOf, entriesOf, millisecondsOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

const UNTIL_THE_LAST: DeletionRule = { type: 'declared-last', ignore: new Set() }

/** The built-in schema with the document's additions. */
export function compileMetaverse(
  document: HubDocument,
  agents: ReadonlyMap<string, number>,
  report: Report,
): MetaverseSchema {
  const attributes = compileAttributes(document, report)
  const types = new Map<string, MetaverseType>()
  for (const [name, names] of BASE_TYPES) {
    types.set(name, { name, attributes: new Set(names), deletion: UNTIL_THE_LAST, grace: 0 })
  }
  for (const [name, written] of entriesOf(document.metaverse?.types)) {
    const path = ['metaverse', 'types', name]
    const known = new Set(types.get(name)?.attributes)
    written.attributes?.forEach((attribute, i) => {
      if (attributes.has(attribute)) known.add(attribute)
      else {
        const hint = didYouMean(attribute, attributes.keys(), 'Define it under metaverse.attributes.')
        report.error({ path: [...path, 'attributes', i], message: `Unknown attribute ${attribute}`, hint })
      }
    })
    const deletion = compileDeletion(written.deletion, agents, { path: [...path, 'deletion'], report })
    const grace = millisecondsOf(written.deletion?.grace ?? '0m')
    types.set(name, { name, attributes: known, deletion, grace })
  }
  return { attributes, types }
}

function compileAttributes(document: HubDocument, report: Report): Map<string, MetaverseAttribute> {
  const attributes = new Map(BASE_ATTRIBUTES)
  for (const [name, written] of entriesOf(document.metaverse?.attributes)) {
    const path = ['metaverse', 'attributes', name]
    const attribute = attributeOf(name, written)
    const base = BASE_ATTRIBUTES.get(name)
    if (base && (base.type !== attribute.type || base.multivalued !== attribute.multivalued)) {
      const is = `${base.multivalued ? 'multivalued' : 'single-valued'} ${base.type}`
      const hint = 'Use another name: every metaverse has this attribute.'
      report.error({ path, part: 'key', message: `The built-in attribute ${name} is a ${is}`, hint })
      continue
    }
    if (name === OBJECT_ID) {
      const message = `${name} is what joins call an object's own id`
      report.error({ path, part: 'key', message, hint: 'Use another name.' })
    }
    checkUnique(attribute, path, report)
    if (attribute.type === 'reference' && attribute.indexed && !attribute.unique) {
      report.error({
        path,
        message: `${name} is a reference, which cannot be indexed`,
        hint: 'Leave indexed out: references are found by their own index.',
      })
    }
    if (attribute.type === 'boolean' && attribute.multivalued) {
      report.error({ path, message: `${name} is boolean and cannot be multivalued`, hint: 'Leave multivalued out.' })
    }
    attributes.set(name, attribute)
  }
  return attributes
}

function checkUnique({ name, type, unique, indexed }: MetaverseAttribute, path: Path, report: Report): void {
  if (!unique) return
  if (type !== 'string' && type !== 'number') {
    const hint = 'Leave unique out: only strings and numbers can be unique.'
    report.error({ path: [...path, 'unique'], message: `${name} is ${type} and cannot be unique`, hint })
  } else if (!indexed) {
    const message = `${name} is unique, which needs its index`
    report.error({ path: [...path, 'indexed'], message, hint: 'Leave indexed out.' })
  }
}

interface Place {
  readonly path: Path
  readonly report: Report
}

function compileDeletion(
  written: DeletionDocument | undefined,
  agents: ReadonlyMap<string, number>,
  { path, report }: Place,
): DeletionRule {
  if (!written) return UNTIL_THE_LAST
  if (written.when === 'extension') return { type: 'scripted' }
  const list = written.when === 'any-connector' ? 'of' : 'ignore'
  const names = written.when === 'any-connector' ? written.of : (written.ignore ?? [])
  const ids = new Set<number>()
  names.forEach((name, i) => {
    const id = agents.get(name)
    if (id !== undefined) ids.add(id)
    else
      report.error({
        path: [...path, list, i],
        message: `Unknown agent ${name}`,
        hint: didYouMean(name, agents.keys()),
      })
  })
  return written.when === 'any-connector'
    ? { type: 'declared-any', agents: ids }
    : { type: 'declared-last', ignore: ids }
}
