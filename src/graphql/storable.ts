import { type DocumentNode, type GraphQLError, Kind, visit } from 'graphql'
import { refusal } from './errors.js'

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

export function hasUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return !isStorable(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, each]) => !isStorable(name) || hasUnstorable(each))
}

export const UNSTORABLE =
  'A text of the request has a character that no text of the hub can have: NUL, or half of a surrogate pair.'

const sound = new WeakMap<DocumentNode, boolean>()

/** Why texts are refused that no database keeps, before anything is done: with NUL, or with half of a surrogate pair. */
export function refuseUnstorable(document: DocumentNode, variables: unknown): GraphQLError | undefined {
  if (isSound(document) && !hasUnstorable(variables)) return undefined
  return refusal(UNSTORABLE, 'Leave the character out.')
}

function isSound(document: DocumentNode): boolean {
  const known = sound.get(document)
  if (known !== undefined) return known
  let isGood = true
  visit(document, {
    [Kind.STRING]({ value }) {
      isGood &&= isStorable(value)
    },
  })
  sound.set(document, isGood)
  return isGood
}
