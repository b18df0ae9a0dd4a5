import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { preparedLike } from '../support/prepared.js'
import { type World, world } from './support.js'

/** A server makes so many plans for given values before it looks whether one for all values would do (PostgreSQL's plancache.c). */
const PLANNED_AT_LEAST = 5
const TIMES = 30

let held: World

beforeAll(async () => {
  held = await world()
  await held.hub.database.query(
    `insert into metaverse_object (id, type, attributes, keys)
     select 1000000 + i, 'person',
       jsonb_build_object('displayName', jsonb_build_array('Many ' || i), 'accountName', jsonb_build_array('many' || i)),
       jsonb_build_object('displayName', jsonb_build_array('many ' || i), 'accountName', jsonb_build_array('many' || i))
     from generate_series(1, 20000) i`,
  )
  await held.hub.database.query('vacuum analyze metaverse_object')
})
afterAll(() => held.close())

test.each([
  ['one by a unique value', '{ personBy(by: { accountName: "many777" }) { id displayName manager { displayName } } }'],
  ['a search', '{ people(search: "many 777", first: 20) { nodes { displayName } } }'],
  ['a page', '{ people(first: 20) { nodes { displayName memberOf(first: 5) { nodes { displayName } } } } }'],
])('%s that is asked for again and again is planned a few times only', async (_what, query) => {
  for (let i = 0; i < TIMES; i++) expect((await held.ask(query, {})).errors).toBeUndefined()
  const statements = await preparedLike(held.hub.database, 'select json_build_array(%')
  const repeated = statements.filter(({ general, particular }) => general + particular > 2 * PLANNED_AT_LEAST)
  expect(repeated.length).toBeGreaterThan(0)
  for (const { particular } of repeated) expect(particular).toBe(PLANNED_AT_LEAST)
})
