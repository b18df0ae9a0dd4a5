import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { nodeId } from '../../src/graphql/node-id.js'
import { deedsSince } from '../support/deeds.js'
import { DOCUMENT, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

const ask = async (query: string, variables?: object) => {
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

describe('runs', () => {
  const START =
    'mutation ($input: StartRunInput!) { startRun(input: $input) { run { id number status profileName requestedBy steps { definition { type deletionLimit } } } problems { code message hint } } }'
  const CANCEL =
    'mutation ($run: ID!) { cancelRun(input: { runId: $run }) { outcome outcomeToken run { status endedAt } problems { code } } }'

  test('are started, and stopped while they wait', async () => {
    const { startRun } = await ask(START, { input: { agent: 'hr', profile: 'full' } })
    expect(startRun.problems).toEqual([])
    expect(startRun.run).toMatchObject({ status: 'QUEUED', profileName: 'full', requestedBy: 'the administrator' })
    const { cancelRun } = await ask(CANCEL, { run: startRun.run.id })
    expect(cancelRun).toEqual({
      outcome: 'CANCELLED',
      outcomeToken: 'cancelled',
      problems: [],
      run: { status: 'STOPPED_USER_TERMINATION_FROM_WMI_OR_UI', endedAt: expect.any(String) },
    })
    expect((await ask(CANCEL, { run: startRun.run.id })).cancelRun.outcome).toBe('ENDED')
  })

  test('an agent or profile that is not there is a problem with a remedy', async () => {
    const { startRun } = await ask(START, { input: { agent: 'hr', profile: 'nothing' } })
    expect(startRun).toEqual({
      run: null,
      problems: [
        {
          code: 'request.not-found',
          message: expect.stringContaining('nothing'),
          hint: expect.stringContaining('full'),
        },
      ],
    })
    expect((await ask(CANCEL, { run: nodeId('Run', 99_999) })).cancelRun).toEqual({
      outcome: null,
      outcomeToken: null,
      run: null,
      problems: [{ code: 'request.not-found' }],
    })
    expect((await ask(CANCEL, { run: 'x' })).cancelRun.problems).toEqual([{ code: 'request.invalid' }])
  })
})

describe('configuration', () => {
  const PLAN = `mutation ($document: String!) { planConfiguration(input: { document: $document }) { version changes { path kind kindToken before after }
    requirements { agent needs needsToken because entries } warnings { code } problems { code message hint where { file line column path } } } }`
  const APPLY = `mutation ($input: ApplyConfigurationInput!) { applyConfiguration(input: $input) { applied configuration { version author document } changes { path }
    problems { code message where { line } } } }`
  const next = (): string => {
    // JSON is YAML.
    const document = structuredClone(DOCUMENT('graphql-next')) as {
      agents: Record<string, { settings: object; runProfiles: Record<string, string[]> }>
      schedules?: object
    }
    const now = JSON.parse(JSON.stringify(document))
    now.agents.hr.settings = { source: held.hr.name }
    now.agents.portal.settings = { source: held.hr.name.replace(/hr$/, 'portal') }
    now.agents.hr.runProfiles.quick = ['delta-import', 'delta-synchronization']
    now.schedules = {
      nightly: { cron: '0 2 * * *', timezone: 'Europe/Berlin', runs: [{ agent: 'hr', profile: 'quick' }] },
    }
    return JSON.stringify(now, null, 1)
  }

  test('is planned without a change, applied as a new version, and not applied twice', async () => {
    const { configuration: before } = await ask('{ configuration { version } }')
    const { planConfiguration: plan } = await ask(PLAN, { document: next() })
    expect(plan.problems).toEqual([])
    expect(plan.version).toBe(before.version)
    expect(plan.changes).toContainEqual({
      path: 'agents.hr.runProfiles.quick',
      kind: 'ADDED',
      kindToken: 'added',
      before: null,
      after: '["delta-import","delta-synchronization"]',
    })
    expect(plan.requirements).toContainEqual({
      agent: 'hr',
      needs: 'NOTHING',
      needsToken: 'nothing',
      because: [],
      entries: null,
    })
    expect((await ask('{ configuration { version } }')).configuration).toEqual(before)

    const { applyConfiguration: applied } = await ask(APPLY, {
      input: { document: next(), expectedVersion: before.version },
    })
    expect(applied).toMatchObject({
      applied: true,
      problems: [],
      configuration: { version: before.version + 1, author: 'the administrator' },
    })
    expect(applied.configuration.document).toContain('quick:')
    const { applyConfiguration: again } = await ask(APPLY, { input: { document: next() } })
    expect(again).toMatchObject({ applied: false, problems: [], configuration: { version: before.version + 1 } })

    const { configuration } = await ask(
      '{ configuration { id version author appliedAt digest document versions { totalCount nodes { version author document } } } }',
    )
    expect(configuration.versions.totalCount).toBe(before.version + 1)
    expect(configuration.versions.nodes[0]).toEqual({
      version: before.version + 1,
      author: 'the administrator',
      document: configuration.document,
    })
    const { runProfiles } = await ask('{ runProfiles(agent: "hr") { nodes { name } } }')
    expect(runProfiles.nodes).toContainEqual({ name: 'quick' })
    const scheduled = await held.hub.database.query('select key, cron, timezone from pgboss.schedule')
    expect(scheduled).toEqual([{ key: 'nightly', cron: '0 2 * * *', timezone: 'Europe/Berlin' }])
  })

  test('somebody else was faster: refused as data, and nothing changes', async () => {
    const { configuration: before } = await ask('{ configuration { version digest } }')
    const { applyConfiguration } = await ask(APPLY, {
      input: { document: next().replace('0 2 *', '0 3 *'), expectedVersion: 0 },
    })
    expect(applyConfiguration).toEqual({
      applied: false,
      configuration: null,
      changes: [],
      problems: [{ code: 'configuration.conflict', message: expect.any(String), where: null }],
    })
    expect((await ask('{ configuration { version digest } }')).configuration).toEqual(before)
  })

  test('of rules says which agents have entries that it can affect, how many, and later what is still to be done', async () => {
    const rules = next().replace('"displayName": "cn"', '"displayName": "mail"')
    const [{ affected } = { affected: 0 }] = await held.hub.database.query<{ affected: number }>(
      `select count(*)::integer as affected from entry e join agent a on a.id = e.agent_id join link l on l.entry_id = e.id
       where a.name = 'hr' and e.object_type = 'person' and e.image ?| array['cn', 'mail']`,
    )
    expect(affected).toBeGreaterThan(0)
    const { planConfiguration: plan } = await ask(PLAN, { document: rules })
    expect(plan.requirements).toContainEqual({
      agent: 'hr',
      needs: 'SYNCHRONIZATION',
      needsToken: 'synchronization',
      because: ['import of person.displayName changed'],
      entries: affected,
    })
    await ask(APPLY, { input: { document: rules } })
    const { agents } = await ask('{ agents { nodes { name synchronizationRequired statistics { affectedByRules } } } }')
    expect(agents.nodes).toContainEqual({
      name: 'hr',
      synchronizationRequired: true,
      statistics: { affectedByRules: affected },
    })
    await ask(APPLY, { input: { document: next() } })
  })

  test.each([
    ['no YAML', 'agents: [', 'configuration.syntax'],
    ['a wrong version', 'version: 2', 'configuration.invalid'],
    [
      'an unknown connector',
      'version: 1\nagents:\n  x:\n    connector: memroy\n    settings: {}\n    objects: {}\n',
      'configuration.invalid',
    ],
  ])('%s is told with its place', async (_what, document, code) => {
    const { planConfiguration } = await ask(PLAN, { document })
    expect(planConfiguration).toMatchObject({ version: null, changes: [], requirements: [] })
    expect(planConfiguration.problems[0]).toMatchObject({
      code,
      where: { line: expect.any(Number), column: expect.any(Number) },
    })
    const { applyConfiguration } = await ask(APPLY, { input: { document } })
    expect(applyConfiguration).toMatchObject({ applied: false, configuration: null })
    expect(applyConfiguration.problems[0].code).toBe(code)
  })
})

test('every mutation is on record: done, refused and denied', async () => {
  const { database } = held.hub
  const events = await deedsSince(database)
  await held.ask(
    'mutation { startRun(input: { agent: "hr", profile: "full" }) { run { number requestedBy } } }',
    undefined,
    'operator',
  )
  await held.ask(
    'mutation { startRun(input: { agent: "hr", profile: "none" }) { problems { code } } }',
    undefined,
    'operator',
  )
  await held.ask(
    'mutation { startRun(input: { agent: "hr", profile: "full" }) { problems { code } } }',
    undefined,
    'reader',
  )
  expect(await events()).toMatchObject([
    { actor: 'the operator', operation: 'start-run', target: 'hr/full', outcome: 'done' },
    { actor: 'the operator', operation: 'start-run', target: 'hr/none', outcome: 'refused: request.not-found' },
    { actor: 'the reader', operation: 'start-run', target: 'hr/full', outcome: 'denied' },
  ])
})
