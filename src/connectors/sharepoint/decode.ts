import type { AddDelta } from '../../model/delta.js'
import type { Problem, ProblemCode } from '../../model/problem.js'
import type { AttributeDefinition, Values } from '../../model/value.js'
import type { ConnectorContext } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { definitionsOf } from '../kit/selection.js'
import { decodeText } from '../kit/value.js'
import { dnOf } from './account.js'
import { ACCOUNT_PROPERTY, PHOTO_ATTRIBUTE, USER } from './names.js'
import { digestIn } from './photos.js'
import type { Profile } from './profiles.js'
import { valuesIn } from './properties.js'
import type { SharePointSettings } from './settings.js'

/** Makes a delta of a profile: the whole object, cut down to what is selected. */
export type ProfileDecoder = (profile: Profile) => ReadItem

export function profileDecoder(
  settings: SharePointSettings,
  { types }: Pick<ConnectorContext, 'types'>,
): ProfileDecoder {
  const selected = types.filter(({ name }) => name === USER)
  const definitions = definitionsOf(selected)
  return profile => {
    const [account] = valuesIn(profile, ACCOUNT_PROPERTY)
    if (account === undefined) return problem('missing-dn', `A profile has no ${ACCOUNT_PROPERTY}.`, {})
    const dn = dnOf(account)
    const anchor = anchorOf(profile, settings.anchor)
    if (anchor === undefined) {
      const hint = `Give the agent's account the right to read ${settings.anchor}, or set anchor: ${ACCOUNT_PROPERTY}.`
      return problem('missing-anchor-component', `The profile of ${account} has no ${settings.anchor}.`, { dn }, hint)
    }
    if (selected.length === 0) return { kind: 'filtered' }
    const attributes: Record<string, Values> = {}
    for (const property of profile) {
      const definition = definitions.get(property.name.toLowerCase())
      if (definition === undefined || definition.name === PHOTO_ATTRIBUTE || property.values.length === 0) continue
      const decoded = decodeAll(
        definition,
        property.values.map(({ text }) => text),
      )
      if ('problem' in decoded)
        return problem(decoded.problem, decoded.message, { dn, anchor, attribute: definition.name })
      attributes[definition.name] = decoded.values
    }
    const photo = photoOf(profile, settings, definitions)
    if (photo !== undefined) attributes[PHOTO_ATTRIBUTE] = [photo]
    const delta: AddDelta = { kind: 'add', objectType: USER, dn, anchor, attributes }
    return delta
  }
}

/** What identifies a profile for good. Neither a GUID nor an account name depends on letter case. */
export function anchorOf(profile: Profile, property: SharePointSettings['anchor']): string | undefined {
  const [value] = valuesIn(profile, property)
  return value === undefined ? undefined : value.replace(/^\{|\}$/g, '').toLowerCase()
}

type DecodedValues = { readonly values: Values } | { readonly problem: ProblemCode; readonly message: string }

function decodeAll({ name, type, multivalued }: AttributeDefinition, texts: readonly string[]): DecodedValues {
  if (texts.length > 1 && !multivalued)
    return {
      problem: 'multi-single-mismatch',
      message: `${name} has ${texts.length} values, but is declared to have one.`,
    }
  const values: string[] = []
  for (const text of texts) {
    const decoded = type === 'reference' ? ({ ok: true, value: dnOf(text) } as const) : decodeText(type, text)
    if (!decoded.ok)
      return {
        problem: decoded.code,
        message: `${name} has the value ${JSON.stringify(text.slice(0, 100))}, which is no ${type}.`,
      }
    values.push(decoded.value)
  }
  return { values }
}

// Photos are not fetched: their address tells the digest of what was uploaded.
function photoOf(
  profile: Profile,
  { photos }: SharePointSettings,
  definitions: ReadonlyMap<string, AttributeDefinition>,
): string | undefined {
  if (photos === undefined || !definitions.has(PHOTO_ATTRIBUTE.toLowerCase())) return undefined
  return digestIn(valuesIn(profile, photos.property)[0])
}

const problem = (code: ProblemCode, message: string, where: Problem['where'], hint?: string): ReadItem => ({
  kind: 'problem',
  problem: { code, message, ...(hint && { hint }), ...(where && { where }) },
})
