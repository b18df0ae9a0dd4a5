import type { Problem } from '../../../model/problem.js'
import type { PasswordFailure, PasswordResult } from '../../connector.js'
import { codeOf, connectionLost, serverText, writeProblem } from './trouble.js'
import type { Wire } from './wire.js'

/** What result codes mean for a password on every server. */
const BY_CODE: ReadonlyMap<number, PasswordFailure> = new Map([
  [8, 'ma-credentials-failure'],
  [13, 'ma-credentials-failure'],
  [19, 'new-password-violate-policy'],
  [21, 'new-password-ill-formed'],
  [32, 'object-not-found'],
  [49, 'ma-credentials-failure'],
  [50, 'access-denied'],
  [51, 'server-down'],
  [52, 'server-down'],
])

/** The code and the words with which a server refused a password. */
export interface Refusal {
  readonly code: number
  readonly text: string
}

interface Setting {
  readonly wire: Wire
  readonly dn: string
  /** Sends the password. */
  readonly send: () => Promise<unknown>
  /** What the server's refusals mean beyond what they mean everywhere. */
  readonly failureOf: (refusal: Refusal) => PasswordFailure | undefined
}

/** Sends a password and says what became of it. A connection that is lost is a failure as well. */
export async function passwordResult({ wire, dn, send, failureOf }: Setting): Promise<PasswordResult> {
  try {
    wire.assertOpen()
    await send()
    return { ok: true }
  } catch (error) {
    const code = codeOf(error)
    if (code === undefined) return failedPassword('server-down', connectionLost(error).problem)
    const text = serverText(error as Error)
    const failure = failureOf({ code, text }) ?? BY_CODE.get(code) ?? 'access-denied'
    return failedPassword(failure, writeProblem(code, text, { dn }))
  }
}

export const failedPassword = (code: PasswordFailure, problem: Problem): PasswordResult => ({
  ok: false,
  code,
  problem,
})
