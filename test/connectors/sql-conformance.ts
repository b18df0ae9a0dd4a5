import { afterAll, beforeAll, describe } from '@jest/globals'
import { sql } from '../../src/connectors/sql/index.js'
import { conformance } from './conformance.js'
import { startSource, type TestSource } from './sql-databases.js'
import { METHODS } from './sql-methods.js'
import { change, type Flavour, fill, schemaOf } from './sql-people.js'

/** The conformance suite on a database, with each method of delta imports. */
export function sqlConformance(flavour: Flavour): void {
  let source: TestSource
  beforeAll(async () => {
    source = await startSource(flavour)
  }, 120_000)
  afterAll(() => source.stop(), 60_000)

  describe.each(Object.entries(METHODS[flavour]))('with %s', (title, { prepare, settings }) => {
    conformance(`sql (${title})`, {
      connector: sql,
      start: async objects => {
        const named = (text: string) => text.replaceAll('SLOT', source.name)
        await source.run(async run => {
          for (const statement of [...schemaOf(flavour), ...prepare]) await run(named(statement))
          await fill(run, objects, flavour)
        })
        return {
          settings: { ...source.settings, ...JSON.parse(named(JSON.stringify(settings))) },
          change: deltas => source.run(run => change(run, deltas)),
          stop: () => source.empty(),
        }
      },
    })
  })
}
