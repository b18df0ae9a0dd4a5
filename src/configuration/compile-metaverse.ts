import { BASE_ATTRIBUTES, BASE_TYPES } from '../metaverse/base-schema.js'
import type { DeletionRule, MetaverseAttribute, MetaverseSchema, MetaverseType } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type { HubDocument } from './document.js'
import { attributeOf, entriesOf } from './normal-forms.js'
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
    types.set(name, { name, attributes: known, deletion, grace: 0 })
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
    if (attribute.type === 'reference' && attribute.indexed) {
      report.error({
        path,
        message: `${name} is a reference, which cannot be indexed`,
        hint: 'Leave indexed out: references are found by their own index.',
      })
    }
    if (attribute.type === 'boolean' && attribute.multivalued) {
      report.error({ path, message: `${name} is boolean and cannot be multivalued`, hint: 'Leave multivalued out.' })
    }
    attributes.set(name, { ...attribute, unique: false })
  }
  return attributes
}

type WrittenDeletion = NonNullable<NonNullable<NonNullable<HubDocument['metaverse']>['types']>[string]['deletion']>

interface Place {
  readonly path: readonly string[]
  readonly report: Report
}

function compileDeletion(
  written: WrittenDeletion | undefined,
  agents: ReadonlyMap<string, number>,
  { path, report }: Place,
): DeletionRule {
  if (!written) return UNTIL_THE_LAST
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
