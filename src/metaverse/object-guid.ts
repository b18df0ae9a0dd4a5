const PREFIX = '{00000000-0000-8000-8000-'
const FORM = /^\{?00000000-0000-8000-8000-([0-9a-f]{12})\}?$/i

/** A metaverse object's id as the braced GUID that sources hold and joins compare (RFC 9562, version 8). */
export const objectGuid = (id: number): string => `${PREFIX}${id.toString(16).padStart(12, '0')}}`

/** The id behind {@link objectGuid}; undefined for any other text. */
export function parseObjectGuid(text: string): number | undefined {
  const digits = FORM.exec(text.trim())?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}
