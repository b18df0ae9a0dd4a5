import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery } from 'graphql'
import { type World, world } from '../support.js'
import { FILLERS, inEveryText, NASTY, operations } from './nasty.js'

let held: World
let schema: GraphQLSchema
let person: string
const names = NASTY.filter(text => text.isWellFormed() && !text.includes('\0') && text.length < 500)

beforeAll(async () => {
  held = await world()
  for (const [i, name] of names.entries()) {
    held.hr.put({
      objectType: 'person',
      dn: `cn=n${i}`,
      anchor: `N${i}`,
      attributes: { cn: [name], employeeID: [`N${i}`] },
    })
  }
  await held.test.run('hr', 'full-import')
  await held.test.run('hr', 'full-synchronization')
  schema = buildClientSchema((await held.ask(getIntrospectionQuery())).data)
  person = (await held.ask('{ people(first: 1) { nodes { id } } }')).data.people.nodes[0].id
})
afterAll(() => held.close())

/** Ids of a person, whatever they should be of. */
const fillers = () => {
  const names = ['id', 'entry', 'object', 'run', 'runId', 'plan']
  return { ...FILLERS, ...Object.fromEntries(names.map(name => [name, person])), ids: [person], by: { id: person } }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 30))

describe.each(NASTY.map(text => [shown(text), text]))('%s', (_shown, text) => {
  test.each(['query', 'mutation'] as const)('in every %s: an answer or a clear error, never a bug', async kind => {
    const wrong: unknown[] = []
    let asked = 0
    for (const { query, variables } of operations(schema, kind, inEveryText(text), fillers())) {
      asked++
      const { data, errors } = await held.ask(query, variables)
      const codes = errors?.map(({ extensions }) => extensions.code) ?? []
      if ((data === undefined && errors === undefined) || codes.some(code => code === 'INTERNAL' || code === undefined))
        wrong.push({ query, variables: JSON.stringify(variables).slice(0, 200), errors, bugs: held.bugs.map(String) })
    }
    const bugs = held.bugs.splice(0)
    expect(wrong.slice(0, 40)).toEqual([])
    expect(bugs).toEqual([])
    expect(asked).toBeGreaterThan(kind === 'query' ? 60 : 20)
  })
})

const conditions: [string, (text: string) => (name: string) => boolean][] = [
  ['eq', text => name => name === text],
  ['startsWith', text => name => name.startsWith(text)],
  ['endsWith', text => name => name.endsWith(text)],
  ['contains', text => name => name.includes(text)],
  ['containsIgnoreCase', text => name => name.toLowerCase().includes(text.toLowerCase())],
]

test.each(conditions)('%s finds exactly those whose names have what was asked for', async (operator, meets) => {
  for (const text of NASTY) {
    const { data, errors } = await held.ask(
      `query ($text: String!) { people(where: { displayName: { ${operator}: $text } employeeID: { startsWith: "N" } }, first: 100) { nodes { displayName } } }`,
      { text },
    )
    const found = data?.people.nodes.map((each: { displayName: string }) => each.displayName)
    if (text.includes('\0') || !text.isWellFormed()) {
      expect(errors?.[0]?.message).toContain('NUL, or half of a surrogate pair')
    } else expect([shown(text), found?.sort()]).toEqual([shown(text), names.filter(meets(text)).sort()])
  }
})

test('addresses of values and exports stand it, too', async () => {
  const headers = { authorization: `Bearer ${await held.key('administrator')}` }
  for (const text of NASTY.filter(each => each.isWellFormed())) {
    const part = encodeURIComponent(text)
    const paths = [
      `/objects/${part}/photo`,
      `/objects/${person}/${part}`,
      `/objects/${person}/photo?value=${part}`,
      `/export/${part}`,
      `/export/people?fields=${part}`,
      `/export/people?orderBy=${part}`,
      `/export/people?where=${part}`,
      `/export/people?where=${encodeURIComponent(JSON.stringify({ displayName: { eq: text } }))}`,
      `/export/people?search=${part}`,
    ]
    for (const path of paths) {
      const response = await fetch(held.server.url + path, { headers })
      const body = await response.text()
      expect([path.slice(0, 60), response.status < 500, /INTERNAL|syntax error|invalid byte/.test(body)]).toEqual([
        path.slice(0, 60),
        true,
        false,
      ])
    }
  }
  expect(held.bugs).toEqual([])
})
