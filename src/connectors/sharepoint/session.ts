import type { ConnectorContext, Page, ReadRequest, Session } from '../connector.js'
import { paged } from '../kit/pages.js'
import { orCancelled } from '../kit/stop.js'
import { changeService } from './changes.js'
import { profileDecoder } from './decode.js'
import { accountNamed, type Farm, reachFarm } from './farm.js'
import { atStart } from './http/trouble.js'
import { readProfiles } from './read-all.js'
import { readChanged, readLog } from './read-changes.js'
import { discovered } from './schema.js'
import type { SharePointSettings } from './settings.js'
import { readTrouble } from './trouble.js'
import { printPlace, readPlace } from './watermark.js'
import { profileWriter } from './write.js'

/** How many profiles are asked for ahead, for each connection: enough that none of them waits. */
const AHEAD = 4

export async function openSharePoint(settings: SharePointSettings, context: ConnectorContext): Promise<Session> {
  const farm = await reachFarm(settings, context)
  try {
    // Whatever is wrong with the address or the login shows with the first question.
    await orCancelled(farm.profiles.count(), context.signal)
  } catch (error) {
    farm[Symbol.dispose]()
    throw atStart(readTrouble(error, 'the number of its profiles'))
  }
  const write = profileWriter(settings, farm, context)
  return {
    read: request => read(settings, farm, { context, request }),
    write: deltas => write(deltas),
    discover: async () => {
      try {
        return discovered(await farm.profiles.schema(), settings.photos !== undefined)
      } catch (error) {
        throw readTrouble(error, 'its profile schema')
      }
    },
    [Symbol.asyncDispose]: async () => farm[Symbol.dispose](),
  }
}

interface Reading {
  readonly context: ConnectorContext
  readonly request: ReadRequest
}

async function* read(settings: SharePointSettings, farm: Farm, { context, request }: Reading): AsyncGenerator<Page> {
  const { wire, profiles } = farm
  const { signal } = request
  const site = settings.url.replace(/\/+$/, '').toLowerCase()
  const decode = profileDecoder(settings, context)
  const changes = await changeService({ wire, user: accountNamed(settings), site: settings.url })
  const ahead = settings.throttle.concurrent * AHEAD
  if (request.mode === 'full') {
    // The place is taken before the first profile is read: what changes meanwhile is told again rather than missed.
    const token = await orCancelled(changes.currentToken(), signal).catch((error: unknown) => {
      throw readTrouble(error, 'the end of its change log')
    })
    const end = token === '' ? {} : { watermark: printPlace({ site, token, again: [] }) }
    yield* paged(readProfiles({ profiles, decode, ahead }, request), request, () => end)
    return
  }
  const log = await readLog(changes, readPlace(request.watermark, site), signal)
  const again: string[] = []
  const items = readChanged(log, again, { profiles, changes, decode, ahead, signal })
  yield* paged(items, request, () => ({ watermark: printPlace({ site, token: log.token, again }) }))
}
