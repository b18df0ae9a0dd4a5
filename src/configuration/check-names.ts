import type { MetaverseSchema } from '../metaverse/schema.js'
import { didYouMean } from '../rules/nearest.js'
import type { PlainSource, PlainUnique } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

/** Where a source's own text stands: `{ expression: … }` is one step further down. */
export function sourcePath(at: Path, source: PlainSource | PlainUnique): Path {
  return source.kind === 'direct' ? at : [...at, source.kind]
}

/** Reports an unknown metaverse type. */
export function checkType(type: string, path: Path, metaverse: MetaverseSchema, report: Report): boolean {
  if (metaverse.types.has(type)) return true
  const hint = didYouMean(type, metaverse.types.keys(), 'Define it under metaverse.types.')
  const isKey = path.at(-1) === type
  report.error({ path, message: `Unknown metaverse type ${type}`, hint, ...(isKey && { part: 'key' }) })
  return false
}

/** The definition of a metaverse attribute that a key names; reports one that does not exist or does not belong to the type. */
export function checkAttribute(
  name: string,
  { type, path }: { readonly type: string | undefined; readonly path: Path },
  metaverse: MetaverseSchema,
  report: Report,
) {
  const definition = metaverse.attributes.get(name)
  const members = type === undefined ? undefined : metaverse.types.get(type)?.attributes
  if (!definition) {
    const hint = didYouMean(name, members ?? metaverse.attributes.keys(), 'Define it under metaverse.attributes.')
    report.error({ path, part: 'key', message: `Unknown metaverse attribute ${name}`, hint })
  } else if (members && !members.has(name)) {
    const hint = `Add it: metaverse.types.${type}.attributes: [${name}].`
    report.error({ path, part: 'key', message: `${name} is no attribute of ${type}`, hint })
  }
  return definition
}
