import type { ReadItem } from '../kit/pages.js'
import { checkSignal, orCancelled, stop } from '../kit/stop.js'
import { accountKey, dnOf } from './account.js'
import type { ChangePage, ChangeService } from './changes.js'
import { sameAccount } from './claims.js'
import type { ProfileDecoder } from './decode.js'
import { ACCOUNT_PROPERTY, USER } from './names.js'
import type { ProfileService } from './profiles.js'
import { valuesIn } from './properties.js'
import { SoapFault } from './soap/fault.js'
import { readTrouble } from './trouble.js'
import { lostPlace, type Place } from './watermark.js'

/** So many changes that cannot be read are no longer single broken profiles. */
const MOST_BROKEN = 500
const CHUNK = 100

export interface ChangedRead {
  readonly profiles: ProfileService
  readonly changes: ChangeService
  readonly decode: ProfileDecoder
  /** How many profiles may be asked for at once. */
  readonly ahead: number
  readonly signal: AbortSignal
}

/** What has changed since a place, and the place after it. */
export interface Changes {
  /** By account, the last that the log says of it. */
  readonly accounts: ReadonlyMap<string, LoggedAccount>
  readonly token: string
}

interface LoggedAccount {
  readonly account: string
  /** It went, and nothing came after that. */
  readonly deleted: boolean
  /** It went at some time: what is there now is another profile of that name. */
  readonly replaced: boolean
}

/**
 * Reads the log to its end before any profile is fetched: however often a profile changed, it is fetched once, and no earlier than its
 * last change that is told here.
 * @throws ConnectorError `no-start-full-import-required` when the log no longer reaches back so far
 */
export async function readLog(changes: ChangeService, from: Place, signal: AbortSignal): Promise<Changes> {
  const accounts = new Map<string, LoggedAccount>()
  for (const account of from.again) accounts.set(accountKey(account), { account, deleted: false, replaced: false })
  let { token } = from
  for (;;) {
    checkSignal(signal)
    const page = await orCancelled(pageAfter(changes, token), signal)
    for (const { account, deleted } of page.changes) {
      const replaced = deleted || accounts.get(accountKey(account))?.replaced === true
      accounts.set(accountKey(account), { account, deleted, replaced })
    }
    if (page.more && (page.token === undefined || page.token === token)) throw goesNowhere(token)
    token = page.token ?? token
    if (!page.more) return { accounts, token }
  }
}

async function pageAfter(changes: ChangeService, token: string): Promise<ChangePage> {
  try {
    return await changes.changesSince(token)
  } catch (error) {
    if (error instanceof SoapFault && error.kind === 'token-too-early')
      throw lostPlace(
        'The farm no longer keeps the changes since the last import; by default it keeps them for 14 days.',
      )
    throw readTrouble(error, 'the changes since the last import')
  }
}

const goesNowhere = (token: string) =>
  stop('stopped-import-read', {
    code: 'source.malformed',
    message: `The farm says that its change log goes on after ${token}, but not where.`,
    hint: 'Run the import again; if it stays so, run a full import.',
  })

/** Fetches what changed, whole. Accounts whose profile could not be read are added to `again`. */
export async function* readChanged(
  { accounts }: Changes,
  again: string[],
  read: ChangedRead,
): AsyncGenerator<ReadItem[]> {
  const logged = [...accounts.values()]
  const step = Math.max(CHUNK, read.ahead)
  for (let i = 0; i < logged.length; i += step) {
    checkSignal(read.signal)
    const part = logged.slice(i, i + step)
    const items = await orCancelled(Promise.all(part.map(one => readOne(one, again, read))), read.signal)
    if (again.length > MOST_BROKEN)
      throw stop('stopped-import-read', {
        code: 'source.malformed',
        message: `More than ${MOST_BROKEN} changed profiles cannot be read.`,
        hint: 'Look at the problems of this agent; the first of them usually explains all.',
      })
    yield items.flat()
  }
}

async function readOne(logged: LoggedAccount, again: string[], { profiles, decode }: ChangedRead): Promise<ReadItem[]> {
  const { account, deleted, replaced } = logged
  // The log knows a profile by its account name alone.
  const gone: ReadItem = { kind: 'delete', objectType: USER, dn: dnOf(account) }
  if (deleted) return [gone]
  try {
    const profile = await profiles.byName(account)
    const [found] = valuesIn(profile, ACCOUNT_PROPERTY)
    if (found === undefined || !sameAccount(found, account)) return [gone]
    return replaced ? [gone, decode(profile)] : [decode(profile)]
  } catch (error) {
    if (!(error instanceof SoapFault)) throw error
    if (error.kind === 'no-such-profile') return [gone]
    again.push(account)
    const message = `The profile of ${account} has changed, but cannot be read: ${error.message}`
    const hint = 'The next delta import tries it again. Look at the profile in Central Administration.'
    return [{ kind: 'problem', problem: { code: 'read-error', message, hint, where: { dn: dnOf(account) } } }]
  }
}
