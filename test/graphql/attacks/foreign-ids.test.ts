import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from 'graphql'
import { ROLES, type Role } from '../../../src/access/roles.js'
import { NODE_TYPES, type NodeType, nodeId } from '../../../src/graphql/node-id.js'
import { BRANCH, INTRANET } from '../farm-world.js'
import type { Answer } from '../support.js'
import { coded, type ForeignWorld, foreignWorld, outcome } from './foreign-world.js'
import { type Attack, FILLERS, inEveryId, operations } from './nasty.js'

let held: ForeignWorld
let schema: GraphQLSchema
let real: ForeignWorld['real']
let gone: ForeignWorld['gone']

beforeAll(async () => {
  held = await foreignWorld()
  ;({ real, gone } = held)
  schema = buildClientSchema((await held.ask(getIntrospectionQuery())).data)
})
afterAll(() => held.close())

const KEYS: readonly Role[] = [...ROLES.filter(role => role !== 'administrator'), INTRANET]

/** Every query and mutation that takes an id, with this one in each place; whatever else it takes is real. */
function everywhere(id: string | number): Attack[] {
  const fillers = {
    ...FILLERS,
    id: real.MetaverseObject,
    ids: [real.MetaverseObject],
    entry: real.ConnectorSpaceEntry,
    object: real.MetaverseObject,
    run: real.Run,
  }
  return (['query', 'mutation'] as const).flatMap(kind => [...operations(schema, kind, inEveryId(id), fillers)])
}

const ask = ({ query, variables }: Attack, role: Role = 'administrator'): Promise<Answer> =>
  held.ask(query, variables, role)

async function outcomes(attacks: readonly Attack[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const attack of attacks) {
    const answer = outcome(await ask(attack))
    found[answer] = [...(found[answer] ?? []), `${attack.field} ${JSON.stringify(attack.variables).slice(0, 150)}`]
  }
  expect(held.bugs.splice(0)).toEqual([])
  return found
}

/** One of each way that ids are taken in. */
const SOME = ['node', 'nodes', 'run', 'people', 'personBy', 'metaverseObjects', 'cancelRun', 'joinEntry', 'holdExports']

describe('what is no id is called that, wherever an id is taken', () => {
  test.each<[string, string | number]>([
    ['another version', coded('v2:Run:1')],
    ['a type without ids', coded('v1:ApiKey:1')],
    ['nothing', ''],
  ])('%s', async (_what, id) => {
    const { 'request.invalid': refused = [], ...others } = await outcomes(everywhere(id))
    expect(others).toEqual({})
    expect(refused.length).toBeGreaterThan(30)
  })

  test.each<[string, string | number]>([
    ['no version', coded('Run:1')],
    ['another case', coded('v1:run:1')],
    ['a type of the metaverse', coded('v1:Person:1')],
    ['a prototype', coded('v1:__proto__:1')],
    ['no number', coded('v1:Run:')],
    ['a negative number', coded('v1:Run:-1')],
    ['a fraction', coded('v1:Run:1.5')],
    ['an exponent', coded('v1:Run:1e3')],
    ['another writing of 1', coded('v1:Run:01')],
    ['more than a number can be', coded('v1:Run:9007199254740993')],
    ['more than 64 bits', coded(`v1:Run:${'9'.repeat(40)}`)],
    ['a line more', coded('v1:Run:1\n')],
    ['a NUL more', coded('v1:Run:1\0')],
    ['a statement', coded("v1:Run:1'); drop table run; --")],
    ['padding', 'djE6UnVuOjE='],
    ['something behind it', 'djE6UnVuOjE!'],
    ['no base64', 'ä🙂'],
    ['half of a character', '\ud83d'],
    ['a number', 7],
    ['a megabyte', coded('v1:Run:'.padEnd(750_000, '1'))],
  ])('%s', async (_what, id) => {
    const { 'request.invalid': refused = [], ...others } = await outcomes(
      everywhere(id).filter(({ field }) => SOME.includes(field)),
    )
    expect(others).toEqual({})
    expect(refused.length).toBeGreaterThanOrEqual(SOME.length)
  })
})

/** What an id that nothing has is no hindrance for: lists of what is not so, the past of what is gone, and holding nothing. */
const HARMLESS = /^(\w+History|metaverseObjectAsOf|holdExports|releaseExports) |"(neq|nin|not|none|every)":/
const WHY_NOT = ['nothing', 'request.invalid', 'request.not-found', 'operator.changed-meanwhile']

/** Those that take an id of the type, by their place among all. */
async function takersOf(type: NodeType): Promise<number[]> {
  const answers = await Promise.all(everywhere(nodeId(type, 99_999)).map(attack => ask(attack)))
  return answers.flatMap((answer, i) => (outcome(answer) === 'request.invalid' ? [] : [i]))
}

const at = (places: readonly number[], id: string): Attack[] => {
  const all = everywhere(id)
  return places.flatMap(place => all[place] ?? [])
}

describe.each(NODE_TYPES)('of a %s', type => {
  let takers: number[]
  beforeAll(async () => {
    takers = await takersOf(type)
  })

  test('an id that nothing has finds nothing', async () => {
    expect(takers.length).toBeGreaterThanOrEqual(2)
    for (const id of [...[0, 2 ** 31, Number.MAX_SAFE_INTEGER].map(number => nodeId(type, number)), gone[type]]) {
      const { data = [], ...others } = await outcomes(at(takers, id))
      expect(data.filter(each => !HARMLESS.test(each))).toEqual([])
      expect(Object.entries(others).filter(([code]) => !WHY_NOT.includes(code))).toEqual([])
    }
  })

  test.each(KEYS)('whoever is refused is told the same of what is there and of what is not: %s', async role => {
    const there = at(takers, real[type])
    let refused = 0
    for (const [i, attack] of at(takers, gone[type]).entries()) {
      const answer = await ask(attack, role)
      // Whoever may do it would.
      if (attack.query.startsWith('mutation') && outcome(answer) !== 'access.denied') continue
      const other = await ask(there[i] as Attack, role)
      if (![answer, other].some(each => outcome(each) === 'access.denied')) continue
      refused++
      expect([attack.field, other]).toEqual([attack.field, answer])
    }
    if (role === INTRANET) expect(refused).toBe(takers.length)
    expect(held.bugs).toEqual([])
  })
})

describe('a farm is told the same of whom it does not see as of nobody', () => {
  const FIND = 'query ($id: ID!) { farm { profile(id: $id) { id account managers { id } } } }'

  test('by an id', async () => {
    const { farm } = await held.data(FIND, { id: real.MetaverseObject }, INTRANET)
    expect(farm.profile.account).toBe('1001')
    for (const id of [real.MetaverseObject, gone.MetaverseObject, nodeId('MetaverseObject', Number.MAX_SAFE_INTEGER)])
      expect((await held.ask(FIND, { id }, BRANCH)).data).toEqual({ farm: { profile: null } })
    for (const type of NODE_TYPES.filter(each => each !== 'MetaverseObject'))
      for (const id of [real[type], gone[type]])
        expect(outcome(await held.ask(FIND, { id }, BRANCH))).toBe('request.invalid')
  })

  test('by the address of a photo', async () => {
    const photo = async (id: string, attribute: string, role: Role): Promise<unknown> => {
      const headers = { authorization: `Bearer ${await held.key(role)}` }
      const response = await fetch(`${held.server.url}/objects/${id}/${attribute}`, { headers })
      return [response.status, response.status === 200 ? 'a photo' : await response.text()]
    }
    expect(await photo(real.MetaverseObject, 'photo', INTRANET)).toEqual([200, 'a photo'])
    const nothing = await photo(gone.MetaverseObject, 'photo', INTRANET)
    expect(nothing).toEqual([404, expect.stringContaining('request.not-found')])
    const unseen = (await held.data('{ personBy(by: { employeeID: "1004" }) { id } }', {}, 'reader')).personBy.id
    for (const id of [unseen, nodeId('MetaverseObject', Number.MAX_SAFE_INTEGER)])
      expect(await photo(id, 'photo', INTRANET)).toEqual(nothing)
    expect(await photo(real.MetaverseObject, 'photo', BRANCH)).toEqual(nothing)
    expect(await photo(real.Run, 'photo', INTRANET)).toEqual([400, expect.stringContaining('is not the id of')])
    expect(held.bugs).toEqual([])
  })
})

test('an id in a condition on what is hidden is refused, whoever it is', async () => {
  for (const id of [real.MetaverseObject, gone.MetaverseObject])
    for (const query of [
      `{ people(where: { manager: { id: { eq: "${id}" } } }) { totalCount } }`,
      `{ people(where: { directReports: { some: { id: { eq: "${id}" } } } }) { totalCount } }`,
      `{ metaverseObjects(where: { attribute: "manager", refersTo: "${id}" }) { totalCount } }`,
    ]) {
      expect([query, outcome(await held.ask(query, {}, 'reader'))]).toEqual([query, 'access.denied'])
      expect([query, outcome(await held.ask(query, {}, 'joiner'))]).not.toEqual([query, 'access.denied'])
    }
})

test('a place in a list that is made by hand is one of it, or is refused', async () => {
  const far = Number.MAX_SAFE_INTEGER
  const orders = ['FLOOR_ASC', 'CREATED_AT_DESC', 'CHANGED_AT_ASC', 'DISPLAY_NAME_ASC']
  const keys = ['x', '', '1e999999', '-1', 'NaN', 'infinity', '2026-02-31 25:61:61', '\ud800', null]
  const places = orders.flatMap(order => keys.map(key => [order, [order, [key], far]] as const))
  for (const [order, place] of places)
    for (const way of ['first: 1, after', 'last: 1, before']) {
      const query = `{ people(orderBy: ${order}, ${way}: "${coded(JSON.stringify(['v1', ...place]))}") { nodes { id } } }`
      const { errors } = await held.ask(query)
      expect([place, errors?.[0]?.extensions.code ?? 'request.invalid']).toEqual([place, 'request.invalid'])
    }
  for (const list of ['agents', 'runs', 'problems', 'metaverseObjects', 'auditEvents', 'apiKeys', 'whatIfs'])
    for (const id of [far, -far, 2 ** 31, 1.5, '1', 'x', 1e300]) {
      const { errors } = await held.ask(
        `{ ${list}(after: "${coded(JSON.stringify(['v1', id]))}") { nodes { __typename } } }`,
      )
      expect([list, id, errors?.[0]?.extensions.code ?? 'request.invalid']).toEqual([list, id, 'request.invalid'])
    }
  for (const place of [
    ['9'.repeat(19), far, 1e308],
    ['1', -far, -1e308],
    ['1', 1, null],
    ['-1', 1, 1],
    [1, 1, 1],
  ]) {
    const query = `{ farm(name: "branch") { changes(after: "${coded(JSON.stringify(['v1', ...place]))}") { cursor } } }`
    const { errors } = await held.ask(query)
    expect([place, errors?.[0]?.extensions.code ?? 'request.invalid']).toEqual([place, 'request.invalid'])
  }
  expect(held.bugs).toEqual([])
})

test('a subgraph finds what is of the type that is asked for, and nothing else', async () => {
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }'
  const find = (...representations: unknown[]) => held.ask(query, { representations })
  const person = { id: real.MetaverseObject }
  const { data } = await find(
    { ...person, __typename: 'Person' },
    { ...person, __typename: 'Group' },
    { ...person, __typename: 'Run' },
    { ...person, __typename: 'Nobody' },
    { id: gone.MetaverseObject, __typename: 'Person' },
    ...NODE_TYPES.map(type => ({ id: nodeId(type, 2 ** 31), __typename: type })),
    { id: real.Run, __typename: 'Run' },
  )
  const found = [{ __typename: 'Person' }, ...Array(4 + NODE_TYPES.length).fill(null), { __typename: 'Run' }]
  expect(data._entities).toEqual(found)
  const wrong = ['x', 7, [], {}, person, { ...person, __typename: 7 }, { id: 'x', __typename: 'Person' }]
  for (const each of [...wrong, { id: [person.id], __typename: 'Person' }])
    expect([each, outcome(await find(each))]).toEqual([each, 'request.invalid'])
  const refused = await held.ask(query, { representations: [{ ...person, __typename: 'Person' }] }, INTRANET)
  expect(outcome(refused)).toBe('access.denied')
  expect(held.bugs).toEqual([])
})

test('many objects of a subgraph cost what many objects cost', async () => {
  const representations = Array(400).fill({ id: real.MetaverseObject, __typename: 'Person' })
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { memberOf(first: 200) { nodes { displayName } } } } }'
  const { errors } = await held.ask(query, { representations })
  expect(errors?.[0]?.message).toContain('could answer more than')
})

test('a run that is none cannot be followed', async () => {
  const headers = {
    authorization: `Bearer ${await held.key('reader')}`,
    'content-type': 'application/json',
    accept: 'text/event-stream',
  }
  const query = 'subscription ($id: ID!) { runProgress(runId: $id) { number } }'
  for (const [id, code] of [
    [gone.Run, 'request.not-found'],
    [nodeId('Run', Number.MAX_SAFE_INTEGER), 'request.not-found'],
    [real.MetaverseObject, 'request.invalid'],
    [coded('v1:Run:-1'), 'request.invalid'],
    [coded('v1:Run:'.padEnd(750_000, '1')), 'request.invalid'],
  ]) {
    const body = JSON.stringify({ query, variables: { id } })
    const response = await fetch(`${held.server.url}/graphql/stream`, { method: 'POST', headers, body })
    expect(await response.text()).toContain(`"code":"${code}"`)
  }
  expect(held.bugs).toEqual([])
})
