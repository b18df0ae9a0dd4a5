import { createHash } from 'node:crypto'
import { DIGEST, digestOf } from '../../model/digest.js'
import type { Value } from '../../model/value.js'
import { serviceUrl } from './profiles.js'
import { elementsOf } from './properties.js'
import type { SharePointSettings } from './settings.js'
import { type Endpoint, soapClient } from './soap/client.js'
import { COPY_SERVICE } from './soap/copy-service.js'

type PhotoSettings = NonNullable<SharePointSettings['photos']>

/** Why a photo was not stored, in the words of [MS-COPYS] 2.2.5.1. */
export class PhotoRefused extends Error {}

/** Puts photos into the farm's library. */
export interface PhotoLibrary {
  /** The address that a photo of the account gets: it tells the digest of the bytes, so that nobody has to fetch them again. */
  addressOf(account: string, photo: Value): string
  /** @throws PhotoRefused, SoapFault */
  upload(account: string, photo: Value): Promise<void>
}

const DIGEST_PARAMETER = 'sha256'

export async function photoLibrary(photos: PhotoSettings, endpoint: Omit<Endpoint, 'url'>): Promise<PhotoLibrary> {
  const call = await soapClient(COPY_SERVICE, { ...endpoint, url: serviceUrl(photos.site, 'Copy') })
  const file = (account: string, photo: Value): string => `${folderOf(photos)}/${fileName(account, photo)}`
  return {
    addressOf: (account, photo) =>
      `${file(account, photo)}?${DIGEST_PARAMETER}=${digestOf(photo).slice(DIGEST.length)}`,
    async upload(account, photo) {
      const url = file(account, photo)
      const message = { SourceUrl: url, DestinationUrls: { string: [url] }, Fields: {}, Stream: photo }
      // The same bytes at the same place: a second time does no harm.
      const answer = await call('CopyIntoItems', message, { repeatable: true })
      const [result] = elementsOf(answer.Results, 'CopyResult')
      const { ErrorCode = 'Unknown', ErrorMessage = '' } = (result?.attributes ?? {}) as Record<string, string>
      if (ErrorCode !== 'Success')
        throw new PhotoRefused(`${ErrorCode}${ErrorMessage === '' ? '' : `: ${ErrorMessage}`}`)
    },
  }
}

/** The digest that a photo's address tells, as the hub compares it; undefined for an address that somebody else has set. */
export function digestIn(address: string | undefined): Value | undefined {
  const [, digest] = /[?&]sha256=([0-9a-f]{64})(?:&|$)/.exec(address ?? '') ?? []
  return digest === undefined ? undefined : `${DIGEST}${digest}`
}

const folderOf = ({ site, folder }: PhotoSettings): string =>
  `${site.replace(/\/+$/, '')}/${folder.split('/').map(encodeURIComponent).join('/')}`

// As SharePoint names its own: CONTOSO\ada becomes CONTOSO_ada. Two accounts that come to one name are told apart.
function fileName(account: string, photo: Value): string {
  const plain = account.replace(/^i:0..[wtf]\|/, '').replace(/[^A-Za-z0-9.-]+/g, '_')
  const unlike =
    plain.replace('_', '\\') === account
      ? ''
      : `_${createHash('sha256').update(account.toLowerCase()).digest('hex').slice(0, 8)}`
  return `${plain}${unlike}${extensionOf(Buffer.from(photo.slice(0, 24), 'base64'))}`
}

function extensionOf(head: Buffer): string {
  if (head.subarray(0, 4).toString('hex') === '89504e47') return '.png'
  if (head.subarray(0, 4).toString('latin1') === 'GIF8') return '.gif'
  return '.jpg'
}
