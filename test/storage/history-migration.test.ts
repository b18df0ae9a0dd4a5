import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { withClient } from '../../src/storage/embedded/found-server.js'
import { emptyDatabase } from '../support/database.js'

const migration = (name: string): string => readFileSync(`migrations/${name}.sql`, 'utf8')

test.each([
  ['that has changes already knows its past from the migration on', true],
  ['that is new knows all of it', false],
])('a hub %s', async (_what, hasChanges) => {
  const { url, drop } = await emptyDatabase()
  try {
    const since = await withClient(url, async client => {
      await client.query(migration('0001-foundation'))
      if (hasChanges)
        await client.query(`insert into change_feed (object_id, object_type, kind) values (1, 'person', 'updated')`)
      await client.query(migration('0002-history'))
      const { rows } = await client.query(`select since > now() - interval '1 minute' as recent from history_kept`)
      return rows
    })
    expect(since).toEqual([{ recent: hasChanges ? true : null }])
  } finally {
    await drop()
  }
})
