import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { DOCUMENT, type World, world } from './support.js'

let held: World

const document = (timezone: string) => {
  const now = JSON.parse(JSON.stringify(DOCUMENT('graphql-schedules')))
  now.agents.hr.settings = { source: held.hr.name }
  now.agents.portal.settings = { source: held.hr.name.replace(/hr$/, 'portal') }
  const runs = [
    { agent: 'hr', profile: 'full' },
    { agent: 'hr', profile: 'full' },
  ]
  now.schedules = { nightly: { cron: '0 2 * * *', timezone, runs }, off: { cron: '* * * * *', enabled: false, runs } }
  return JSON.stringify(now)
}
const ask = async (query: string, variables?: object) => {
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}
const apply = async (timezone: string) => {
  const text =
    'mutation ($document: String!) { applyConfiguration(input: { document: $document }) { problems { message } } }'
  expect((await ask(text, { document: document(timezone) })).applyConfiguration.problems).toEqual([])
}
const LIST = `{ schedules { name cron watch timezone enabled nextAt runs { agent profile } pause { by at reason } lastRun { id status } } }`

beforeAll(async () => {
  held = await world()
  await apply('UTC')
})
afterAll(() => held.close())

test('are told with what they run and when they are due', async () => {
  const { schedules } = await ask(LIST)
  const run = { agent: 'hr', profile: 'full' }
  expect(schedules).toMatchObject([
    { name: 'nightly', cron: '0 2 * * *', watch: null, timezone: 'UTC', enabled: true, runs: [run, run], pause: null },
    { name: 'off', enabled: false, nextAt: null, lastRun: null },
  ])
  const next = new Date(schedules[0].nextAt)
  expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([2, 0])
  expect(next.getTime() - Date.now()).toBeGreaterThan(0)
  expect(next.getTime() - Date.now()).toBeLessThanOrEqual(24 * 60 * 60 * 1_000)
})

test('a pause says who and why, outlasts another configuration, and is in the audit', async () => {
  const pause =
    'mutation { pauseSchedule(input: { name: "nightly", reason: "patches" }) { schedule { nextAt pause { by reason } } problems { code } } }'
  expect((await ask(pause)).pauseSchedule).toEqual({
    schedule: { nextAt: null, pause: { by: 'the administrator', reason: 'patches' } },
    problems: [],
  })
  await apply('Europe/Berlin')
  expect((await ask(LIST)).schedules[0]).toMatchObject({
    timezone: 'Europe/Berlin',
    nextAt: null,
    pause: { reason: 'patches' },
  })
  expect(await held.hub.database.query('select key from pgboss.schedule')).toEqual([])
  const resume =
    'mutation { resumeSchedule(input: { name: "nightly" }) { schedule { nextAt pause { by } } problems { code } } }'
  expect((await ask(resume)).resumeSchedule).toEqual({
    schedule: { nextAt: expect.any(String), pause: null },
    problems: [],
  })
  expect(await held.hub.database.query('select key from pgboss.schedule')).toEqual([{ key: 'nightly' }])
  const { auditEvents } = await ask('{ auditEvents(first: 3) { nodes { operation target outcome } } }')
  expect(auditEvents.nodes).toContainEqual({ operation: 'pause-schedule', target: 'nightly', outcome: 'done' })
  expect(auditEvents.nodes).toContainEqual({ operation: 'resume-schedule', target: 'nightly', outcome: 'done' })
})

test('one is run now, and its last run is told', async () => {
  const start =
    'mutation { startSchedule(input: { name: "off" }) { runs { id schedule requestedBy } problems { code } } }'
  const { startSchedule } = await ask(start)
  const made = { schedule: 'off', requestedBy: 'the administrator' }
  expect(startSchedule).toMatchObject({ runs: [made, made], problems: [] })
  expect((await ask(LIST)).schedules[1].lastRun).toMatchObject({ id: startSchedule.runs[1].id })
})

test('one that is not there is a problem at the name', async () => {
  const nobody =
    'mutation { pauseSchedule(input: { name: "daily" }) { schedule { name } userErrors { field code } problems { hint } } }'
  expect((await ask(nobody)).pauseSchedule).toEqual({
    schedule: null,
    userErrors: [{ field: ['input', 'name'], code: 'request.not-found' }],
    problems: [{ hint: 'Schedules: nightly, off.' }],
  })
})
