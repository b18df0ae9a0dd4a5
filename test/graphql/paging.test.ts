import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { personName, type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

interface Connection {
  readonly totalCount: number
  readonly pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
  readonly edges: readonly { cursor: string; node: { key: string } | null }[]
  readonly nodes: readonly ({ key: string } | null)[]
}

const PAGE = 'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const ARGS = '$first: Int, $after: String, $last: Int, $before: String'
const PASS = 'first: $first, after: $after, last: $last, before: $before'

/** Every kind of list: the query and where the connection stands in the answer. */
const LISTS: Record<string, { query: string; at: readonly (string | number)[] }> = {
  entries: {
    query: `query (${ARGS}) { it: connectorSpaceEntries(agent: "hr", ${PASS}) { ${PAGE} edges { cursor node { key: dn } } nodes { key: dn } } }`,
    at: ['it'],
  },
  'filtered entries': {
    query: `query (${ARGS}) { it: connectorSpaceEntries(agent: "hr", filter: { dnStartsWith: "cn=p1" }, ${PASS}) { ${PAGE} edges { cursor node { key: dn } } nodes { key: dn } } }`,
    at: ['it'],
  },
  objects: {
    query: `query (${ARGS}) { it: metaverseObjects(where: { attribute: "nickname", present: true }, ${PASS}) { ${PAGE} edges { cursor node { key: id } } nodes { key: id } } }`,
    at: ['it'],
  },
  runs: {
    query: `query (${ARGS}) { it: runs(${PASS}) { ${PAGE} edges { cursor node { key: id } } nodes { key: id } } }`,
    at: ['it'],
  },
  agents: {
    query: `query (${ARGS}) { it: agents(${PASS}) { ${PAGE} edges { cursor node { key: id } } nodes { key: id } } }`,
    at: ['it'],
  },
  'references between entries': {
    query: `query (${ARGS}) { all: connectorSpaceEntries(agent: "hr", filter: { anchor: "G0" }, first: 1) { nodes { it: references(${PASS}) { ${PAGE} edges { cursor key: dn node { key: dn } } nodes { key: dn } } } } }`,
    at: ['all', 'nodes', 0, 'it'],
  },
  'references to an object': {
    query: `query (${ARGS}) { all: metaverseObjects(where: { attribute: "employeeID", equals: "1010" }, first: 1) { nodes { it: referencedBy(${PASS}) { ${PAGE} edges { cursor attribute node { key: id } } nodes { key: id } } } } }`,
    at: ['all', 'nodes', 0, 'it'],
  },
  'objects behind a counter': {
    query: `query (${ARGS}) { all: runs(last: 1) { nodes { steps { counters { it: objects(${PASS}) { ${PAGE} edges { cursor node { key: dn } } nodes { key: dn } } } } } } }`,
    at: ['all', 'nodes', 0, 'steps', 0, 'counters', 0, 'it'],
  },
}

async function read(list: string, variables: object): Promise<Connection> {
  const { query, at } = LISTS[list] as (typeof LISTS)[string]
  const { data, errors } = await held.ask(query, variables)
  expect(errors).toBeUndefined()
  return at.reduce((value, key) => value[key], data)
}

const keysOf = (page: Connection): string[] => page.edges.map((edge, i) => edge.node?.key ?? `${i}${edge.cursor}`)

async function walk(list: string, size: number, backwards: boolean): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | null = null
  for (;;) {
    const page = await read(list, backwards ? { last: size, before: cursor } : { first: size, after: cursor })
    expect(page.nodes.map(node => node?.key)).toEqual(page.edges.map(edge => edge.node?.key))
    expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null)
    expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor ?? null)
    expect(backwards ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage).toBe(cursor !== null)
    const cursors = page.edges.map(edge => edge.cursor)
    if (backwards) seen.unshift(...cursors)
    else seen.push(...cursors)
    if (!(backwards ? page.pageInfo.hasPreviousPage : page.pageInfo.hasNextPage)) return seen
    cursor = backwards ? page.pageInfo.startCursor : page.pageInfo.endCursor
  }
}

describe.each(Object.keys(LISTS))('%s', list => {
  test('walked in pages of any size, either way, are seen once each and in one order', async () => {
    const whole = await read(list, { first: 500 })
    const cursors = whole.edges.map(edge => edge.cursor)
    expect(cursors).toHaveLength(whole.totalCount)
    expect(new Set(cursors).size).toBe(cursors.length)
    expect(cursors.length).toBeGreaterThan(1)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: Math.max(8, cursors.length) }),
        fc.boolean(),
        async (size, backwards) => {
          expect(await walk(list, size, backwards)).toEqual(cursors)
        },
      ),
      {
        numRuns: 6,
        examples: [
          [7, false],
          [7, true],
          [cursors.length, true],
        ],
      },
    )
  })

  test('between two places', async () => {
    const whole = await read(list, { first: 500 })
    const cursors = whole.edges.map(edge => edge.cursor)
    const between = await read(list, { after: cursors[0], before: cursors.at(-1) })
    expect(between.edges.map(edge => edge.cursor)).toEqual(cursors.slice(1, -1).slice(0, 50))
  })
})

test('rows that come and go while somebody walks change nothing for the others', async () => {
  const before = keysOf(await read('entries', { first: 500 }))
  const seen: string[] = []
  let after: string | null = null
  for (let i = 0; ; i++) {
    const page = await read('entries', { first: 10, after })
    seen.push(...keysOf(page))
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
    if (i > 20) continue
    held.hr.put({ objectType: 'person', dn: `cn=new${i},ou=people`, anchor: `N${i}`, attributes: { cn: [`New ${i}`] } })
    if (i === 2) held.hr.delete('P50')
    await held.test.run('hr', 'full-import')
    if (i === 2) await held.test.run('hr', 'delta-synchronization')
  }
  expect(new Set(seen).size).toBe(seen.length)
  for (const key of before.filter(each => each !== personName(50))) expect(seen).toContain(key)
  expect(seen).not.toContain(personName(50))
})

describe('what is no page', () => {
  const objects = (variables: object) => held.ask(LISTS.objects?.query ?? '', variables)
  const entries = async () => (await read('entries', { first: 1 })).pageInfo.endCursor
  const references = async () => (await read('references between entries', { first: 1 })).pageInfo.endCursor

  test.each([
    ['none', { first: 0 }],
    ['less than none', { last: -1 }],
    ['too many', { first: 501 }],
    ['both ways', { first: 1, last: 1 }],
    ['a text', { after: 'x' }],
    ['an empty cursor', { after: '' }],
    ['a forged one', { after: Buffer.from('["v1","x"]').toString('base64url') }],
    ['a cursor of another version', { after: Buffer.from('["v2",1]').toString('base64url') }],
    ['hostile', { after: Buffer.from(`["v1","1) or true --"]`).toString('base64url') }],
    ['a fraction', { after: Buffer.from('["v1",1.5]').toString('base64url') }],
  ])('%s is refused', async (_what, variables) => {
    const { errors } = await objects(variables)
    expect(errors?.[0]?.extensions).toEqual({ code: 'request.invalid', hint: expect.any(String) })
    expect(held.bugs).toEqual([])
  })

  test('the cursor of another kind of list is refused', async () => {
    const { errors } = await objects({ after: await references() })
    expect(errors?.[0]?.extensions.code).toBe('request.invalid')
    const { errors: none } = await objects({ after: await entries() })
    expect(none).toBeUndefined()
  })
})
