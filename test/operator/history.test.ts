import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { clearRunHistory, historyKeeper } from '../../src/runs/clear-history.js'
import { DOCUMENT, type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld
beforeAll(async () => {
  held = await operatorWorld()
  held.hr.put(person('1'))
  for (let i = 0; i < 3; i++) {
    await held.test.run('hr', 'full-import')
    await held.test.run('hr', 'full-synchronization')
  }
  await held.test.run('badges', 'full-import')
  await held.test.run('portal', 'export')
})
afterAll(() => held.close())

const CLEAR = `mutation ($input: ClearRunHistoryInput!) { it: clearRunHistory(input: $input) { cleared problems { code } } }`
const numbersOf = async (agent: string): Promise<number[]> => {
  const { runs } = await held.ask('query ($agent: String) { runs(agent: $agent) { nodes { number } } }', { agent })
  return runs.nodes.map((run: { number: number }) => run.number)
}
/** Lets runs have ended that many days ago. */
const age = (condition: string, days: number): Promise<unknown> =>
  held.hub.database.query(`update run set ended_at = now() - make_interval(days => $1) where ${condition}`, [days])
const before = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
const orphans = async (): Promise<unknown[]> =>
  held.hub.database.query(
    `select 'detail' as what from run_detail d where not exists (select from run_step s where s.id = d.step_id)
     union all select 'step' from run_step s where not exists (select from run r where r.id = s.run_id)
     union all select 'event' from run_event e where not exists (select from run r where r.id = e.run_id)`,
  )

test('runs that ended before are forgotten with everything of theirs, those of one agent or of all', async () => {
  await age('number <= 4', 10)
  expect(await held.ask(CLEAR, { input: { before: before(20) } }, 'operator')).toEqual({
    it: { cleared: 0, problems: [] },
  })
  expect(await held.ask(CLEAR, { input: { before: before(5), agent: 'hr' } }, 'operator')).toEqual({
    it: { cleared: 4, problems: [] },
  })
  expect(await numbersOf('hr')).toEqual([6, 5])
  expect(await numbersOf('badges')).toEqual([1])
  expect(await orphans()).toEqual([])
  expect(await held.ask(CLEAR, { input: { before: before(5) } })).toEqual({ it: { cleared: 2, problems: [] } })
  expect(await numbersOf('badges')).toEqual([])
})

test('numbers go on, whatever was forgotten', async () => {
  await age('true', 10)
  await held.ask(CLEAR, { input: { before: before(5) } })
  expect(await numbersOf('hr')).toEqual([])
  await held.test.run('hr', 'full-import')
  expect(await numbersOf('hr')).toEqual([7])
})

test('what has not ended stays, and what a waiting run comes after', async () => {
  const { database } = held.hub
  await held.test.run('hr', 'delta-synchronization')
  await age('true', 10)
  await database.query(
    `insert into run (agent_id, agent_name, profile_name, number, requested_by, after_id)
     select agent_id, agent_name, 'next', 99, 'x', id from run where number = 8 and agent_name = 'hr'`,
  )
  expect(await clearRunHistory(database, { before: new Date(), agent: undefined })).toBe(1)
  expect(await numbersOf('hr')).toEqual([99, 8])
})

test('an agent that there never was is a problem', async () => {
  expect((await held.ask(CLEAR, { input: { before: before(1), agent: 'nobody' } })).it).toEqual({
    cleared: null,
    problems: [{ code: 'request.not-found' }],
  })
})

test('what the configuration does not want to keep is forgotten by itself, and nothing is where it says nothing', async () => {
  const { database } = held.hub
  await database.query(`update run set ended_at = now(), status = 'success' where ended_at is null`)
  await held.test.run('hr', 'delta-synchronization')
  const [newest] = await numbersOf('hr')
  await age(`number < ${newest}`, 10)
  const before = await numbersOf('hr')
  await historyKeeper(database)()
  expect(await numbersOf('hr')).toEqual(before)
  await held.test.apply({ ...DOCUMENT(held.source), maintenance: { keepRunsDays: 7 } })
  await historyKeeper(database)()
  expect(await numbersOf('hr')).toEqual([newest])
})
