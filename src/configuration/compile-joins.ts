import type { AttributeDefinition } from '../model/value.js'
import type { ResolutionCall } from '../rules/extension.js'
import { type JoinCriterion, type JoinMapping, OBJECT_ID } from '../rules/rule-set.js'
import { checkAttribute, checkType, sourcePath } from './check-names.js'
import { compileSource, givesMany } from './compile-source.js'
import type { JoinSourceDocument } from './document.js'
import { findFunction } from './find-function.js'
import { entriesOf, inboundSourceOf } from './normal-forms.js'
import type { Path } from './place.js'
import { joinRuleName } from './rule-names.js'
import type { TypeContext } from './type-context.js'

export function compileJoins(context: TypeContext): JoinCriterion[] {
  const { report, objectType, agent } = context
  return (context.written.join ?? []).map(({ type, on, resolution }, i) => {
    const path = [...context.path, 'join', i]
    const typeKnown = type === undefined || checkType(type, [...path, 'type'], context.metaverse, report)
    if (Object.keys(on).length === 0) {
      const hint = 'Expected metaverse attribute: source.'
      report.error({ path: [...path, 'on'], message: 'A join compares nothing', hint })
    }
    const mappings = entriesOf(on).flatMap(([attribute, source]): JoinMapping[] => {
      const place = { attribute, type: typeKnown ? type : undefined, path: [...path, 'on', attribute] }
      const mapping =
        attribute === OBJECT_ID ? compileIdMapping(source, place, context) : compileMapping(source, place, context)
      return mapping ? [mapping] : []
    })
    return {
      rule: context.ruleId(joinRuleName(agent, objectType, i + 1)),
      metaverseType: type,
      mappings,
      resolution: compileResolution(resolution, [...path, 'resolution'], context),
    }
  })
}

interface MappingPlace {
  readonly attribute: string
  /** The type to search; undefined: every one. */
  readonly type: string | undefined
  readonly path: Path
}

function compileMapping(
  source: JoinSourceDocument,
  { attribute, type, path }: MappingPlace,
  context: TypeContext,
): JoinMapping | undefined {
  const { metaverse, report } = context
  const definition = checkAttribute(attribute, { type, path }, metaverse, report)
  if (definition?.type === 'reference') {
    const message = `${attribute} is a reference, which joins cannot compare`
    report.error({ path, part: 'key', message, hint: 'Join by a text or number.' })
    return undefined
  }
  if (definition && !definition.indexed) {
    const long = `{ type: ${definition.type}, ${definition.multivalued ? 'multivalued: true, ' : ''}indexed: true }`
    const message = `${attribute} is not indexed: every join would read the whole metaverse`
    report.error({ path, part: 'key', message, hint: `Mark it: metaverse.attributes.${attribute}: ${long}.` })
  }
  // Of several values any may match, so the number of values does not matter here.
  return compileTo(source, { attribute, definition: definition && { ...definition, multivalued: true }, path }, context)
}

const ID: AttributeDefinition = { name: OBJECT_ID, type: 'string', multivalued: true }

function compileIdMapping(
  source: JoinSourceDocument,
  { path }: MappingPlace,
  context: TypeContext,
): JoinMapping | undefined {
  const compiled = compileTo(source, { attribute: OBJECT_ID, definition: ID, path }, context)
  if (!compiled || !givesMany(compiled.source, context.side)) return compiled
  const message = 'An object has one id, but the source may give several values'
  context.report.error({ path: sourcePath(path, inboundSourceOf(source)), message, hint: 'Choose one of the values.' })
  return undefined
}

interface MappingTarget {
  readonly attribute: string
  readonly definition: AttributeDefinition | undefined
  readonly path: Path
}

function compileTo(
  source: JoinSourceDocument,
  { attribute, definition, path }: MappingTarget,
  { code, side, report }: TypeContext,
): JoinMapping | undefined {
  const plain = inboundSourceOf(source)
  const functions = { owner: code.owner, name: 'joinMapping', functions: code.rules.joinMappings }
  const target = { name: attribute, definition, path: sourcePath(path, plain), functions }
  const compiled = compileSource(plain, target, side, report)
  return compiled && { metaverseAttribute: attribute, source: compiled }
}

function compileResolution(
  name: string | undefined,
  path: Path,
  { code, report }: TypeContext,
): ResolutionCall | undefined {
  if (name === undefined) return undefined
  const site = { owner: code.owner, name: 'joinResolution', functions: code.rules.joinResolutions }
  return findFunction(name, site, path, report)
}
