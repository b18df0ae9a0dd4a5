import { expect, test } from '@jest/globals'
import { PASSWORD_FAILURES, type PasswordTarget } from '../../src/connectors/connector.js'
import type { Spoken, Started } from './conformance-subject.js'
import { ADA, person } from './people.js'
import { openSession, readAll } from './reading.js'

const FIRST = 'Erstes-Kennwort-1 äöü'
const SECOND = 'Zweites-Kennwort-2 "\\'
const OPTIONS = { forceChangeAtLogon: false, unlockAccount: false, enforcePasswordPolicy: false }

/** Passwords are set and changed for real, and what is refused says so with MIM's word and without the password. */
export function passwordTests(at: Spoken, now: () => Started): void {
  const targetOf = async (dn: string): Promise<PasswordTarget> => {
    const { deltas } = await readAll(now().opening)
    const read = deltas.find(delta => delta.dn.toLowerCase() === at.dn(dn).toLowerCase())
    const objectType = at.types[0]?.name ?? ''
    return { dn: at.dn(dn), objectType, ...(read?.anchor !== undefined && { anchor: read.anchor }) }
  }
  const canLogIn = (password: string) => now().source.login?.(at.dn(ADA.dn), password)

  test('a password is set, and then changed by who knows it', async () => {
    const ada = await targetOf(ADA.dn)
    await using session = await openSession(now().opening)
    expect(await session.setPassword?.(ada, FIRST, OPTIONS)).toEqual({ ok: true })
    expect([await canLogIn(FIRST), await canLogIn(SECOND)]).toEqual([true, false])
    const refused = await session.changePassword?.(ada, 'not the password', SECOND)
    expect(refused).toMatchObject({ ok: false, code: 'bad-password' })
    expect(await canLogIn(FIRST)).toBe(true)
    expect(await session.changePassword?.(ada, FIRST, SECOND)).toEqual({ ok: true })
    expect([await canLogIn(FIRST), await canLogIn(SECOND)]).toEqual([false, true])
  })

  test('nobody else than an object that is there gets one, and no password is told', async () => {
    const nobody = { dn: at.dn(person('Nobody').dn), objectType: at.types[0]?.name ?? '' }
    await using session = await openSession(now().opening)
    const results = [
      await session.setPassword?.(nobody, FIRST, OPTIONS),
      await session.changePassword?.(nobody, FIRST, SECOND),
    ]
    // To a change many sources answer alike for a wrong name and a wrong password, so that names cannot be found out.
    expect(results[0]).toMatchObject({ ok: false, code: 'object-not-found' })
    expect(results[1]).toMatchObject({ ok: false, code: expect.stringMatching(/^(object-not-found|bad-password)$/) })
    for (const result of results) {
      if (result?.ok === false) expect(PASSWORD_FAILURES).toContain(result.code)
    }
    const told = JSON.stringify(results)
    expect(told).not.toContain(FIRST)
    expect(told).not.toContain(JSON.stringify(SECOND).slice(1, -1))
  })
}
