import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Listener, listen } from '../../src/storage/listen.js'
import { type TestDatabase, testDatabase } from '../support/database.js'

let held: TestDatabase
let listener: Listener
const heard: string[] = []
let reconnects = 0

beforeAll(async () => {
  held = await testDatabase()
  listener = await listen(held.url, ['a channel'], {
    onNotification: payload => heard.push(payload),
    onReconnect: () => reconnects++,
  })
})
afterAll(async () => {
  await listener.close()
  await held.drop()
})

const say = (payload: string): Promise<unknown> => held.database.query(`select pg_notify('a channel', $1)`, [payload])
const sessions = () =>
  held.database.query(
    `select pid from pg_stat_activity where application_name = 'identity-hub-listener' and datname = current_database()`,
  )

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100 && !(await condition()); i++) await new Promise(done => setTimeout(done, 50))
  expect(await condition()).toBe(true)
}

test('hears what is said, in order', async () => {
  for (const word of ['one', 'two', 'three']) await say(word)
  await until(() => heard.length === 3)
  expect(heard).toEqual(['one', 'two', 'three'])
})

test('comes back when it is cut off, says so, and is one session still', async () => {
  for (let cut = 1; cut <= 3; cut++) {
    await held.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'identity-hub-listener' and datname = current_database()`,
    )
    await until(() => reconnects === cut)
    await say(`after ${cut}`)
    await until(() => heard.at(-1) === `after ${cut}`)
    expect(await sessions()).toHaveLength(1)
  }
})

test('fails at once when there is nothing to listen to', async () => {
  const nowhere = new URL(held.url)
  nowhere.pathname = '/there_is_no_such_database'
  await expect(
    listen(nowhere.href, ['x'], { onNotification: () => undefined, onReconnect: () => undefined }),
  ).rejects.toThrow()
})

test('leaves nothing behind', async () => {
  const other = await listen(held.url, ['x'], { onNotification: () => undefined, onReconnect: () => undefined })
  await other.close()
  await other.close()
  await until(async () => (await sessions()).length === 1)
})
