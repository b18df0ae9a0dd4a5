import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { nodeId } from '../../src/graphql/node-id.js'
import { badge, MUTATIONS, type OperatorWorld, operatorWorld, person } from './support.js'

let held: OperatorWorld
const { join, project, disconnect, set, preview } = MUTATIONS

beforeAll(async () => {
  held = await operatorWorld()
  const { hr, badges, test: hub } = held
  for (const id of ['1', '2', '3', '4', '5', '6', '7']) hr.put(person(id, id === '2' ? '1' : undefined))
  for (const number of ['A', 'B', 'C', 'D', 'E', 'F']) badges.put(badge(number))
  badges.put(badge('L', { state: ['lost'] }))
  badges.put(badge('M', { holder: ['4'] }))
  for (const agent of ['hr', 'badges']) {
    await hub.run(agent, 'full-import')
    await hub.run(agent, 'full-synchronization')
  }
})
afterAll(() => held.close())

const objectOf = async (dn: string): Promise<string> => (await held.entry('hr', dn)).metaverseObject?.id ?? ''
const valuesOf = async (agent: string, dn: string, name: string): Promise<unknown> => {
  const { metaverseObject } = await held.entry(agent, dn)
  return ((metaverseObject?.attributes ?? []) as { name: string; values: string[] }[]).find(each => each.name === name)
    ?.values
}

describe('joining', () => {
  test('makes an explicit connector, whose values flow in and out in the same transaction', async () => {
    const { id } = await held.entry('badges', 'number=A')
    const object = await objectOf('cn=1')
    const { it } = await held.ask(join, { entry: id, object }, 'joiner')
    expect(it).toEqual({
      problems: [],
      entry: { id, state: 'EXPLICIT_CONNECTOR', stateToken: 'explicit-connector', metaverseObject: { id: object } },
    })
    expect(await valuesOf('hr', 'cn=1', 'room')).toEqual(['room A'])
    const data = await held.ask(
      `{ connectorSpaceEntries(agent: "portal", filter: { dn: "uid=1" }) { nodes { pendingExport { operation changes { name values } } } } }`,
    )
    expect(data.connectorSpaceEntries.nodes[0].pendingExport).toEqual({
      operation: 'ADD',
      changes: expect.arrayContaining([{ name: 'room', values: ['room A'] }]),
    })
  })

  test('is a run of one step, with counters, objects behind them, events, and a line in the change feed', async () => {
    const { runs } = await held.ask(
      `{ runs(agent: "badges", first: 1) { nodes { profileName status requestedBy steps { definition { typeToken } status
         counters { nameToken targetAgent count objects { nodes { dn entry { dn } } } } } } } }`,
    )
    expect(runs.nodes[0]).toMatchObject({
      profileName: 'operator: join',
      status: 'SUCCESS',
      requestedBy: 'the joiner',
      steps: [
        {
          definition: { typeToken: 'operator-action' },
          status: 'SUCCESS',
          counters: expect.arrayContaining([
            {
              nameToken: 'disconnector-joined-flow',
              targetAgent: null,
              count: 1,
              objects: { nodes: [{ dn: 'number=A', entry: { dn: 'number=A' } }] },
            },
            expect.objectContaining({ nameToken: 'outbound-connector-flow', targetAgent: 'portal', count: 1 }),
          ]),
        },
      ],
    })
    const [run] = await held.hub.database.query<{ step: number; kinds: string[] }>(
      `select s.id as step, array_agg(e.kind order by e.number) as kinds from run r join run_step s on s.run_id = r.id
       join run_event e on e.run_id = r.id where r.profile_name = 'operator: join' group by s.id order by s.id desc limit 1`,
    )
    expect(run?.kinds).toEqual(['run-queued', 'run-started', 'step-started', 'step-ended', 'run-ended'])
    const feed = await held.hub.database.query('select kind, attributes from change_feed where step_id = $1', [
      run?.step,
    ])
    expect(feed).toEqual([{ kind: 'updated', attributes: expect.arrayContaining(['room']) }])
  })

  test('leaves an audit event with before and after', async () => {
    const [event] = await held.hub.database.query(
      `select actor, outcome, details from audit_event where operation = 'join-entry' and completes is not null order by id desc limit 1`,
    )
    expect(event).toMatchObject({
      actor: 'the joiner',
      outcome: 'done',
      details: {
        agent: 'badges',
        dn: 'number=A',
        before: { state: 'disconnector' },
        after: { state: 'explicit-connector', object: expect.any(Number) },
      },
    })
  })

  test('outlasts filters and full synchronizations', async () => {
    held.badges.modify('A', { state: [{ operation: 'replace', values: ['lost'] }] })
    await held.test.run('badges', 'full-import')
    await held.test.run('badges', 'full-synchronization')
    expect((await held.entry('badges', 'number=A')).state).toBe('EXPLICIT_CONNECTOR')
  })

  test.each([
    ['a linked entry', 'number=A', 'cn=2', 'linked to a metaverse object already'],
    [
      'an object that has a connector of the agent',
      'number=B',
      'cn=1',
      'has a connector of this agent already: “number=A”',
    ],
  ])('%s is refused', async (_what, dn, person, message) => {
    const { id } = await held.entry('badges', dn)
    const { it } = await held.ask(join, { entry: id, object: await objectOf(person) })
    expect(it).toEqual({
      entry: null,
      problems: [
        {
          code: 'request.invalid',
          message: expect.stringContaining(message),
          hint: expect.any(String),
          where: { agent: 'badges', dn },
        },
      ],
    })
  })

  test('what is not there, or is no such thing, is refused', async () => {
    const { id } = await held.entry('badges', 'number=B')
    const codes = async (variables: object) =>
      (await held.ask(join, variables)).it.problems.map((problem: { code: string }) => problem.code)
    expect(await codes({ entry: id, object: nodeId('MetaverseObject', 99_999_999) })).toEqual(['request.not-found'])
    expect(await codes({ entry: nodeId('ConnectorSpaceEntry', 99_999_999), object: await objectOf('cn=1') })).toEqual([
      'request.not-found',
    ])
    expect(await codes({ entry: id, object: id })).toEqual(['request.invalid'])
  })

  test('an entry that the source has deleted is refused', async () => {
    held.badges.put(badge('X'))
    await held.test.run('badges', 'delta-import')
    await held.test.run('badges', 'delta-synchronization')
    held.badges.delete('X')
    await held.test.run('badges', 'delta-import')
    const { id } = await held.entry('badges', 'number=X')
    const { it } = await held.ask(join, { entry: id, object: await objectOf('cn=2') })
    expect(it.problems[0].message).toContain('The source has deleted the object')
  })

  test('a filtered and a never synchronized disconnector can be joined', async () => {
    const lost = await held.entry('badges', 'number=L')
    expect(lost.state).toBe('FILTERED_DISCONNECTOR')
    const { it } = await held.ask(join, { entry: lost.id, object: await objectOf('cn=2') })
    expect(it.entry.state).toBe('EXPLICIT_CONNECTOR')
    held.badges.put(badge('N'))
    await held.test.run('badges', 'delta-import')
    const fresh = await held.entry('badges', 'number=N')
    const again = await held.ask(join, { entry: fresh.id, object: await objectOf('cn=3') })
    expect(again.it.entry.state).toBe('EXPLICIT_CONNECTOR')
    expect(await valuesOf('hr', 'cn=3', 'room')).toEqual(['room N'])
    const pending = await held.hub.database.query(
      `select from pending_import p join entry e on e.id = p.entry_id where e.dn = 'number=N'`,
    )
    expect(pending).toEqual([])
  })
})

describe('projecting', () => {
  test('makes an object of the type that was asked for', async () => {
    const { id } = await held.entry('badges', 'number=C')
    const { it } = await held.ask(project, { entry: id, type: 'person' })
    expect(it).toMatchObject({
      problems: [],
      entry: { state: 'EXPLICIT_CONNECTOR', metaverseObject: { id: expect.any(String) } },
    })
    expect(await valuesOf('badges', 'number=C', 'badge')).toEqual(['C'])
  })

  test('a type that there is not is refused with those that there are', async () => {
    const { id } = await held.entry('badges', 'number=D')
    const { it } = await held.ask(project, { entry: id, type: 'persno' })
    expect(it.problems).toEqual([
      expect.objectContaining({ code: 'request.invalid', hint: expect.stringContaining('person') }),
    ])
    expect((await held.entry('badges', 'number=D')).metaverseObject).toBeNull()
  })
})

describe('disconnecting', () => {
  test('recalls what the entry gave; the next synchronization tries again', async () => {
    const linked = await held.entry('badges', 'number=M')
    expect(linked.state).toBe('CONNECTOR')
    expect((await held.ask(preview, { entry: linked.id })).it).toEqual({
      deletesObject: false,
      deletionDue: null,
      changedAttributes: expect.arrayContaining(['badge', 'room']),
      entries: [],
      problems: [],
    })
    const { it } = await held.ask(disconnect, { entry: linked.id })
    expect(it).toMatchObject({ problems: [], entry: { state: 'DISCONNECTOR', metaverseObject: null } })
    expect(await valuesOf('hr', 'cn=4', 'room')).toBeUndefined()
    await held.test.run('badges', 'delta-synchronization')
    expect((await held.entry('badges', 'number=M')).state).toBe('CONNECTOR')
  })

  test('explicitly, no rule links it again until somebody lets them', async () => {
    const { id } = await held.entry('badges', 'number=M')
    expect((await held.ask(disconnect, { entry: id, explicit: true })).it.entry.state).toBe('EXPLICIT_DISCONNECTOR')
    await held.test.run('badges', 'full-synchronization')
    expect((await held.entry('badges', 'number=M')).state).toBe('EXPLICIT_DISCONNECTOR')
    expect((await held.ask(disconnect, { entry: id })).it.problems[0].message).toBe('The entry is not linked.')
    expect((await held.ask(set, { entry: id, explicit: false })).it.entry.state).toBe('DISCONNECTOR')
    await held.test.run('badges', 'delta-synchronization')
    expect((await held.entry('badges', 'number=M')).state).toBe('CONNECTOR')
    expect((await held.ask(set, { entry: id, explicit: true })).it.problems[0].message).toBe('The entry is linked.')
  })

  test('the last connector is refused with what would go, until it is confirmed', async () => {
    const { id } = await held.entry('badges', 'number=C')
    expect((await held.ask(preview, { entry: id })).it).toMatchObject({ deletesObject: true })
    const refused = await held.ask(disconnect, { entry: id })
    expect(refused.it.problems).toEqual([
      {
        code: 'operator.would-delete',
        message: expect.stringContaining('would delete its metaverse object'),
        hint: expect.stringContaining('confirmDeletion'),
        where: { agent: 'badges', dn: 'number=C' },
      },
    ])
    expect((await held.entry('badges', 'number=C')).state).toBe('EXPLICIT_CONNECTOR')
    const { it } = await held.ask(disconnect, { entry: id, confirm: true })
    expect(it).toMatchObject({ problems: [], entry: { state: 'DISCONNECTOR', metaverseObject: null } })
  })

  test('from an object that it is linked to no more, it is refused: somebody else has joined it anew', async () => {
    const { id } = await held.entry('badges', 'number=E')
    const [seen, other] = [await objectOf('cn=6'), await objectOf('cn=7')]
    expect((await held.ask(join, { entry: id, object: seen }, 'joiner')).it.problems).toEqual([])
    expect((await held.ask(disconnect, { entry: id, expected: seen }, 'joiner')).it.problems).toEqual([])
    expect((await held.ask(disconnect, { entry: id, expected: seen }, 'joiner')).it.problems).toMatchObject([
      { code: 'operator.changed-meanwhile', message: expect.stringContaining('not linked') },
    ])
    expect((await held.ask(join, { entry: id, object: other }, 'joiner')).it.problems).toEqual([])
    const { it } = await held.ask(disconnect, { entry: id, expected: seen }, 'joiner')
    expect(it.problems).toMatchObject([{ code: 'operator.changed-meanwhile', where: { dn: 'number=E' } }])
    expect((await held.entry('badges', 'number=E')).metaverseObject).toMatchObject({ id: other })
    expect((await held.ask(disconnect, { entry: id, expected: other }, 'joiner')).it.problems).toEqual([])
  })

  test('what was provisioned and not sent is refused', async () => {
    const { id } = await held.entry('portal', 'uid=3')
    expect((await held.ask(disconnect, { entry: id, confirm: true })).it.problems[0].message).toContain(
      'has provisioned',
    )
  })
})

describe('who waits for whom', () => {
  test('while a synchronization is under way nothing is done, and the person is told', async () => {
    const { database } = held.hub
    await database.query(
      `insert into lease (name, holder, until) values ('synchronization', 'somebody', now() + interval '1 minute')`,
    )
    const { id } = await held.entry('badges', 'number=E')
    const { it } = await held.ask(join, { entry: id, object: await objectOf('cn=5') })
    expect(it.problems).toEqual([
      expect.objectContaining({
        code: 'locking-error-needs-retry',
        message: expect.stringContaining('a synchronization is under way'),
      }),
    ])
    await database.query(`delete from lease where name = 'synchronization'`)
    expect((await held.ask(join, { entry: id, object: await objectOf('cn=5') })).it.problems).toEqual([])
    expect(await database.query('select name from lease')).toEqual([])
  })

  test('a refused action leaves no run', async () => {
    const [before] = await held.hub.database.query('select count(*) from run')
    const { id } = await held.entry('badges', 'number=E')
    await held.ask(join, { entry: id, object: await objectOf('cn=5') })
    expect(await held.hub.database.query('select count(*) from run')).toEqual([before])
  })
})
