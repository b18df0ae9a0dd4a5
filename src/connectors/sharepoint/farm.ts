import type { ConnectorContext } from '../connector.js'
import { isLoopback } from '../kit/loopback.js'
import { stop } from '../kit/stop.js'
import { openWire, type Wire } from './http/wire.js'
import { type PhotoLibrary, photoLibrary } from './photos.js'
import { type ProfileService, profileService } from './profiles.js'
import type { SharePointSettings } from './settings.js'

/** What reaches a farm. */
export interface Farm extends Disposable {
  readonly wire: Wire
  readonly profiles: ProfileService
  readonly photos: PhotoLibrary | undefined
}

/** Connects to a farm, without asking it anything yet. */
export async function reachFarm(
  settings: SharePointSettings,
  context: Pick<ConnectorContext, 'folder' | 'signal'>,
): Promise<Farm> {
  refuseInsecureLogin(settings)
  const wire = await openWire(settings, context)
  const endpoint = { wire, user: accountNamed(settings) }
  const { photos } = settings
  return {
    wire,
    profiles: await profileService({ ...endpoint, site: settings.url }),
    photos: photos && (await photoLibrary(photos, endpoint)),
    [Symbol.dispose]: () => wire[Symbol.dispose](),
  }
}

export const accountNamed = ({ domain, user }: Pick<SharePointSettings, 'domain' | 'user'>): string =>
  domain === '' ? user : `${domain}\\${user}`

function refuseInsecureLogin({ url, auth, allowInsecure, photos }: SharePointSettings): void {
  if (auth !== 'basic' || allowInsecure) return
  for (const [path, address] of [
    ['settings.url', url],
    ['settings.photos.site', photos?.site ?? url],
  ] as const) {
    if (address.startsWith('https:') || isLoopback(new URL(address).hostname)) continue
    throw stop('no-start-bad-ma-configuration', {
      code: 'run.configuration',
      message: `Basic would send the password to ${address} unencrypted.`,
      hint: 'Use an https:// address, or auth: ntlm. On a network that is safe otherwise set allowInsecure: true.',
      where: { path },
    })
  }
}
