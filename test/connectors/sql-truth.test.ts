import { afterAll, afterEach, beforeAll, describe, test } from '@jest/globals'
import { describeWithServer } from '../support/servers.js'
import { startSource, type TestSource } from './sql-databases.js'
import { METHODS } from './sql-methods.js'
import type { Flavour } from './sql-people.js'
import { tellsTheTruth } from './sql-truth.js'

function truthTests(flavour: Flavour): void {
  let source: TestSource
  beforeAll(async () => {
    source = await startSource(flavour)
  }, 120_000)
  afterAll(() => source.stop(), 60_000)
  afterEach(() => source.empty())

  test.each(Object.entries(METHODS[flavour]))(
    'delta imports that are broken off at random come to what a full import tells: %s',
    async (_, method) => tellsTheTruth(source, method, 7),
    120_000,
  )
}

describe('PostgreSQL, changed while it is read', () => truthTests('postgresql'))
describeWithServer('mariadb', 'MariaDB, changed while it is read', () => truthTests('mariadb'))
