import { afterEach, beforeEach, describe } from '@jest/globals'
import { breakingTests } from './conformance-breaking.js'
import { declarationTests } from './conformance-declaring.js'
import { deltaTests } from './conformance-delta.js'
import { historyTests } from './conformance-histories.js'
import { nameTests } from './conformance-names.js'
import { passwordTests } from './conformance-passwords.js'
import { readingTests } from './conformance-reading.js'
import { sizeTests } from './conformance-sizes.js'
import { type Started, type Subject, spoken } from './conformance-subject.js'
import { watchTests } from './conformance-watching.js'
import { writingTests } from './conformance-writing.js'
import { ADA, BARE, ODD, TEAM } from './people.js'

/** Holds a connector to the contract of connector.ts: everything that it declares, and nothing beyond. */
export function conformance(title: string, subject: Subject): void {
  describe(`${title} keeps the contract of connectors`, () => {
    const at = spoken(subject)
    const { capabilities } = at
    const seed = [ADA, ODD, BARE, ...(at.hasGroups ? [TEAM] : [])].map(at.make)

    describe('with a few objects', () => {
      let started: Started
      beforeEach(async () => {
        started = await at.start(seed)
      })
      afterEach(() => started.source.stop())
      const now = () => started
      readingTests(at, now, seed)
      declarationTests(at, now)
      if (capabilities.export) writingTests(at, now)
      if (capabilities.deltaImport) deltaTests(at, now)
      if (capabilities.watch) watchTests(at, now)
      if (capabilities.passwords) passwordTests(at, now)
    })

    nameTests(at)
    sizeTests(at)
    breakingTests(at)
    if (capabilities.deltaImport) historyTests(at)
  })
}
