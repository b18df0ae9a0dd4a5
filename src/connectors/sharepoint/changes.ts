import { serviceUrl } from './profiles.js'
import { elementsOf } from './properties.js'
import { CHANGE_SERVICE, QUERY_FLAGS } from './soap/change-service.js'
import { type Endpoint, soapClient } from './soap/client.js'

/** One entry of the change log. */
export interface ProfileChange {
  readonly account: string
  /** The profile itself went, not a value of it. */
  readonly deleted: boolean
}

export interface ChangePage {
  readonly changes: readonly ProfileChange[]
  /** Where the log goes on; undefined when the service says nothing of it. */
  readonly token: string | undefined
  /** The log has more than fits into one answer. */
  readonly more: boolean
}

/** The log of changes to profiles. Each operation throws SoapFault when the service refuses it. */
export interface ChangeService {
  /** Where the log ends now. */
  currentToken(): Promise<string>
  changesSince(token: string): Promise<ChangePage>
}

const READ = { repeatable: true }
/** What touches a profile and its properties, in any way; colleagues, links and memberships are not part of what is imported. */
const ASKED: ReadonlySet<string> = new Set([
  'SingleValueProperty',
  'MultiValueProperty',
  'Add',
  'Update',
  'UpdateMetadata',
  'Delete',
  'UserProfile',
])
const QUERY = Object.fromEntries(QUERY_FLAGS.map(flag => [flag, ASKED.has(flag)]))

export async function changeService(
  endpoint: Omit<Endpoint, 'url'> & { readonly site: string },
): Promise<ChangeService> {
  const url = serviceUrl(endpoint.site, 'UserProfileChangeService')
  const call = await soapClient(CHANGE_SERVICE, { ...endpoint, url })
  return {
    async currentToken() {
      return String((await call('GetCurrentChangeToken', {}, READ)).GetCurrentChangeTokenResult ?? '')
    },
    async changesSince(changeToken) {
      const { GetChangesResult } = await call('GetChanges', { changeToken, changeQuery: QUERY }, READ)
      const container = (GetChangesResult ?? {}) as Record<string, unknown>
      return {
        changes: elementsOf(container.Changes, 'UserProfileChangeData').flatMap(readChange),
        token:
          typeof container.ChangeToken === 'string' && container.ChangeToken !== '' ? container.ChangeToken : undefined,
        more: container.HasExceededCountLimit === true,
      }
    },
  }
}

function readChange({ UserAccountName, ChangeType, ObjectType }: Readonly<Record<string, unknown>>): ProfileChange[] {
  if (typeof UserAccountName !== 'string' || UserAccountName === '') return []
  // Both are lists of words.
  const of = (words: unknown, word: string): boolean =>
    String(words ?? '')
      .split(/\s+/)
      .includes(word)
  return [{ account: UserAccountName, deleted: of(ChangeType, 'Delete') && of(ObjectType, 'UserProfile') }]
}
