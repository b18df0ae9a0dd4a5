import { dnKey } from '../../model/dn.js'
import { lookUp } from '../kit/ldap/look-up.js'
import { codeOf, readTrouble } from '../kit/ldap/trouble.js'
import { orCancelled, stop } from '../kit/stop.js'
import type { Directory } from './directory.js'
import { contextOf, type RootDse, readRootDse, textsOf } from './root-dse.js'
import { SYNC_REQUEST } from './sync-controls.js'
import { syncCookie } from './sync-read.js'
import { type Vendor, vendorOf } from './vendors.js'
import { fullImportNeeded, type Method } from './watermark.js'

/** How delta imports from one server work, and why so. */
export interface Choice {
  readonly method: Method
  readonly vendor: Vendor
  readonly root: RootDse
  /** Where the log of changes is, for the methods that read one. */
  readonly log?: string
  /** What was tried before, and why it does not work here. */
  readonly passedOver: readonly { readonly method: Method; readonly why: string }[]
}

/** Why a method does not work, or what it needs to know. */
type Trial = { readonly why: string } | { readonly why?: undefined; readonly log?: string }
/** @param proof what to prove with that it works; absent, the read itself will show */
type Trier = (directory: Directory, root: RootDse, proof: AbortSignal | undefined) => Promise<Trial>

/**
 * Chooses by what the server says and does; undefined when it offers nothing.
 * @param last how the last import left its place: as long as that works, nothing else is tried
 * @throws ConnectorError `run.configuration` when the method that the settings want does not work
 */
export async function chooseMethod(
  directory: Directory,
  signal: AbortSignal,
  last?: Method,
): Promise<Choice | undefined> {
  const { wire, settings } = directory
  const root = await orCancelled(readRootDse(wire), signal)
  const vendor = vendorOf(root)
  const passedOver: { method: Method; why: string }[] = []
  const automatic = last === undefined ? vendor.methods : [last]
  for (const method of settings.delta === 'auto' ? automatic : [settings.delta]) {
    const trial = await orCancelled(TRIERS[method](directory, root, last === undefined ? signal : undefined), signal)
    if (trial.why === undefined) return { method, vendor, root, passedOver, ...(trial.log && { log: trial.log }) }
    passedOver.push({ method, why: trial.why })
  }
  if (settings.delta === 'auto') {
    if (last === undefined) return undefined
    throw fullImportNeeded(
      `The last import left its place for ${last}, which does not work any more: ${passedOver[0]?.why}`,
    )
  }
  throw stop('no-start-bad-ma-configuration', {
    code: 'run.configuration',
    message: `Delta imports by ${settings.delta} do not work with this server: ${passedOver[0]?.why}`,
    hint: 'Prepare the server for it, or set delta: auto.',
    where: { path: 'settings.delta' },
  })
}

const TRIERS: Readonly<Record<Method, Trier>> = {
  syncrepl: async ({ wire, settings, bases }, root, proof) => {
    if (settings.anchor.toLowerCase() !== 'entryuuid') {
      return { why: `it tells deletions by entryUUID, and the anchor is ${settings.anchor}.` }
    }
    if (!root.offers(SYNC_REQUEST)) return { why: 'the server does not offer the sync request control.' }
    if (proof === undefined) return {}
    for (const base of bases) {
      try {
        const cookie = await syncCookie(wire, base, { signal: proof, patience: settings.timeout })
        if (cookie === undefined) return { why: `the server gives no cookie for ${base}.` }
      } catch (error) {
        if (codeOf(error) === undefined) throw readTrouble(error, base)
        return {
          why: `the server does not synchronize ${base} (OpenLDAP: overlay syncprov): ${(error as Error).message}`,
        }
      }
    }
    return {}
  },
  accesslog: async (directory, root) => {
    const logs = new Set<string>()
    for (const base of directory.bases) {
      const log = directory.settings.changeLog ?? (await auditContextOf(directory, root, base))
      if (log === undefined) return { why: `no accesslog is kept of ${base} (auditContext).` }
      logs.add(dnKey(log))
    }
    if (logs.size > 1) return { why: 'the bases have different accesslogs.' }
    return readableLog(directory, [...logs][0] ?? '')
  },
  changelog: async (directory, root) => {
    const log = directory.settings.changeLog ?? root.values('changeLog')[0]
    if (log === undefined)
      return { why: 'the server names no change log (389 Directory Server: Retro Changelog plugin).' }
    if (root.values('lastChangeNumber')[0] === undefined)
      return { why: 'the server does not say which change was last.' }
    return readableLog(directory, log)
  },
  timestamps: async ({ wire, bases }) => {
    for (const base of bases) {
      const [entry] = await lookUp(wire, base, ['modifyTimestamp'])
      if (entry === undefined || textsOf(entry, 'modifyTimestamp').length === 0) {
        return { why: `the server does not show modifyTimestamp of ${base}.` }
      }
    }
    return {}
  },
}

async function auditContextOf({ wire }: Directory, root: RootDse, base: string): Promise<string | undefined> {
  const context = contextOf(root, base)
  const [entry] = context === undefined ? [] : await lookUp(wire, context, ['auditContext'])
  return entry && textsOf(entry, 'auditContext')[0]
}

async function readableLog({ wire }: Directory, log: string): Promise<Trial> {
  try {
    if ((await lookUp(wire, log, ['1.1'])).length > 0) return { log }
  } catch (error) {
    if (codeOf((error as Error).cause) === undefined) throw error
  }
  return { why: `the account may not read ${log}.` }
}
