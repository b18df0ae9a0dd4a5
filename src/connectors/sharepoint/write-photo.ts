import type { Problem } from '../../model/problem.js'
import type { Values } from '../../model/value.js'
import { type PhotoLibrary, PhotoRefused } from './photos.js'
import type { ProfileService } from './profiles.js'
import type { WrittenProperty } from './properties.js'
import type { SharePointSettings } from './settings.js'
import { SoapFault } from './soap/fault.js'
import { photoProblem } from './write-problems.js'

export interface PhotoOf {
  readonly account: string
  readonly dn: string
  /** The photo, or none to take it away. */
  readonly values: Values
  /** Whether the profile was there before: it may have this very photo. */
  readonly known: boolean
}

/** What the profile gets for its photo: nothing when it has it already. */
export type PhotoOutcome = { readonly property?: WrittenProperty } | { readonly problem: Problem }

/** Uploads a photo, unless it is the one the profile shows. A photo that is taken away stays in the library. */
export async function writePhoto(
  { account, dn, values, known }: PhotoOf,
  { photos: settings }: SharePointSettings,
  { photos: library, profiles }: { readonly photos: PhotoLibrary | undefined; readonly profiles: ProfileService },
): Promise<PhotoOutcome> {
  if (settings === undefined || library === undefined)
    return {
      problem: photoProblem(
        dn,
        'schema-violation',
        'The agent does not say where photos go.',
        'Set photos.site, or take the flow to Picture away.',
      ),
    }
  const [photo] = values
  if (photo === undefined) return { property: { name: settings.property, values: [], type: 'string' } }
  const size = Buffer.byteLength(photo, 'base64')
  if (size > settings.maxBytes)
    return {
      problem: photoProblem(
        dn,
        'constraint-violation',
        `The photo has ${size} bytes; at most ${settings.maxBytes} are sent.`,
        'Give a smaller photo, or raise photos.maxBytes.',
      ),
    }
  const address = library.addressOf(account, photo)
  if (known && (await profiles.property(account, settings.property))?.values[0]?.text === address) return {}
  try {
    await library.upload(account, photo)
  } catch (error) {
    if (!(error instanceof PhotoRefused || error instanceof SoapFault)) throw error
    const hint = 'Check photos.site and photos.folder, and that the agent’s account may add files to that library.'
    return { problem: photoProblem(dn, 'cd-error', `The photo library refuses the photo: ${error.message}`, hint) }
  }
  return { property: { name: settings.property, values: [address], type: 'string' } }
}
