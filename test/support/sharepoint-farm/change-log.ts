/** One thing that happened to a profile. */
export interface LoggedChange {
  readonly id: number
  readonly account: string
  readonly change: 'Add' | 'Modify' | 'Delete'
  readonly object: 'UserProfile' | 'SingleValueProperty' | 'MultiValueProperty'
  readonly property?: string
}

/** The farm no longer keeps what was asked for. */
export class TokenTooEarly extends Error {}
export class BadToken extends Error {}

/** The farm's log of changes, with tokens that mean nothing to anybody else. */
export interface ChangeLog {
  append(change: Omit<LoggedChange, 'id'>): void
  currentToken(): string
  /** @throws TokenTooEarly, BadToken */
  since(token: string, isWanted: (change: LoggedChange) => boolean): ChangeLogPage
  /** Forgets everything up to now, as the farm does after its retention time. */
  forget(): void
}

export interface ChangeLogPage {
  readonly changes: readonly LoggedChange[]
  /** Absent when there is nothing new. */
  readonly token?: string
  readonly more: boolean
}

export function changeLog(limit: number): ChangeLog {
  const log: LoggedChange[] = []
  const farm = crypto.randomUUID()
  let last = 1
  let earliest = 0
  const tokenAt = (id: number): string => `1;1;${farm};${id}`
  return {
    append(change) {
      last++
      log.push({ ...change, id: last })
    },
    currentToken: () => tokenAt(last),
    since(token, isWanted) {
      const [, , from, id] = token.split(';')
      if (from !== farm || !/^\d+$/.test(id ?? '')) throw new BadToken(token)
      if (Number(id) < earliest) throw new TokenTooEarly(token)
      const news = log.filter(change => change.id > Number(id) && isWanted(change))
      const changes = news.slice(0, limit)
      const end = changes.at(-1)
      return { changes, more: news.length > limit, ...(end && { token: tokenAt(end.id) }) }
    },
    forget() {
      earliest = last
      log.length = 0
    },
  }
}
