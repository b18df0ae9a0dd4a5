import type { Log } from '../service/log.js'
import type { Context } from './command.js'
import type { Exit } from './exit-codes.js'
import { newLog } from './log.js'
import { type OpenedHub, openHub } from './open-hub.js'

/** Opens the hub for one command and closes it whatever happens. */
export async function withHub(
  { settings, screen }: Context,
  {
    worker = false,
    log = newLog(process.env.HUB_TRACE ? 'info' : 'error'),
  }: { readonly worker?: boolean; readonly log?: Log },
  work: (opened: OpenedHub) => Promise<Exit>,
): Promise<Exit> {
  const opened = await openHub({ settings, worker, log, say: screen.note })
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}
