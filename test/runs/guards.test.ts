import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import type { StepDefinition, StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'
import { entry, result, scriptedLdap } from '../support/scripted-ldap.js'
import { describeWithServer } from '../support/servers.js'
import { freePort, type Slapd, type SlapdOptions, startSlapd } from '../support/slapd.js'
import { killedWhileAnswering, lostAfter } from './killed-server.js'
import { BASE, CSV_HEAD, csvOf, csvRow, ldifOf, ldifRecord } from './people-files.js'
import { takePhoto } from './photo.js'

const PEOPLE = 30
const everybody = Array.from({ length: PEOPLE }, (_, i) => i)
const FLOWS = { projection: 'person', import: { person: { employeeID: 'cn', displayName: 'sn', manager: 'manager' } } }
const ATTRIBUTES = { cn: 'string', sn: 'string', manager: 'reference' }

/** One source of people, and a portal that loses whomever the source loses. */
const document = (portal: string, source: object): object => ({
  version: 1,
  metaverse: { types: { person: { deletion: { when: 'last-connector', ignore: ['portal'] } } } },
  agents: {
    source,
    portal: {
      connector: 'memory',
      settings: { source: portal },
      deprovisioning: 'delete-object',
      objects: {
        user: {
          attributes: { name: 'string', boss: 'reference' },
          provision: [{ type: 'person', dn: "'uid=' + mv.employeeID + ',o=portal'" }],
          export: { person: { name: 'displayName', boss: 'manager' } },
        },
      },
    },
  },
})

const run = (hub: TestHub, text: string, step: Partial<StepDefinition> = {}) => {
  const [agent, type] = text.split(' ') as [string, StepType]
  return hub.run(agent, { type, ...step })
}

/** Fills a new hub through a whole cycle and leaves an export that waits to be sent. */
async function cycle(hub: TestHub, portal: string): Promise<void> {
  for (const text of ['source full-import', 'source full-synchronization', 'portal export', 'portal full-import']) {
    expect([text, (await run(hub, text)).status]).toEqual([text, 'success'])
  }
  const [other] = memorySource(portal).objects.keys()
  memorySource(portal).modify(other as string, { name: [{ operation: 'replace', values: ['Somebody else'] }] })
  await run(hub, 'portal full-import')
  await run(hub, 'portal delta-synchronization')
  const { entry: entries, metaverse_object: objects, export_change: exports } = await takePhoto(hub.database)
  expect([entries?.length, objects?.length, exports?.length]).toEqual([2 * PEOPLE, PEOPLE, 1])
}

type Ends = readonly [status: string, problem: string | undefined]

/** The import ends as said, and neither it nor the synchronization after it takes anything from anybody. */
async function deletesNobody(hub: TestHub, ends: Ends, step: Partial<StepDefinition> = {}): Promise<string> {
  const before = await takePhoto(hub.database)
  const { status, problem } = await run(hub, 'source full-import', step)
  expect([status, problem?.code]).toEqual(ends)
  expect(await takePhoto(hub.database)).toEqual(before)
  expect((await run(hub, 'source delta-synchronization')).status).toBe('completed-no-objects')
  expect(await takePhoto(hub.database)).toEqual(before)
  return `${problem?.message} ${problem?.hint}`
}

/** The source is whole again: the import is a good one, and one that left is one deletion. */
async function worksAgain(hub: TestHub, whole: (without: readonly number[]) => Promise<void> | void): Promise<void> {
  const before = await takePhoto(hub.database)
  await whole([])
  expect(await run(hub, 'source full-import')).toMatchObject({
    status: 'success',
    counters: { 'stage-no-change': PEOPLE },
    problem: null,
  })
  expect(await takePhoto(hub.database)).toEqual(before)
  await whole([PEOPLE - 1])
  const left = await run(hub, 'source full-import')
  expect(left).toMatchObject({ status: 'success', counters: { 'stage-no-change': PEOPLE - 1, 'stage-delete': 1 } })
  await whole([])
  await run(hub, 'source full-import')
  await run(hub, 'source delta-synchronization')
  expect(await takePhoto(hub.database)).toEqual(before)
}

const without = (gone: readonly number[]): number[] => everybody.filter(i => !gone.includes(i))

describe.each([
  {
    format: 'csv',
    settings: { format: 'csv', path: 'people.csv', anchor: 'cn', objectType: 'person' },
    type: 'person',
    textOf: csvOf,
    broken: [
      ['a header alone', CSV_HEAD, ['stopped-deletion-limit', 'source.empty']],
      ['nothing at all', '', ['no-start-header-row-mismatch', 'source.malformed']],
      ['no file', undefined, ['no-start-file-not-found', 'source.not-found']],
      ['the end within quotes', csvOf(without([29])).slice(0, -8), ['stopped-parsing-errors', 'source.cut-off']],
      ['the end within a row', csvOf(everybody).slice(0, -4), ['stopped-parsing-errors', 'source.cut-off']],
      ['the end between two rows', csvOf(everybody.slice(10)), ['stopped-deletion-limit', 'run.deletion-limit']],
      ['another header', csvOf(everybody).replace('cn,', 'id,'), ['no-start-header-row-mismatch', 'source.malformed']],
    ],
    doubled: csvOf(without([28, 29])) + csvRow(3),
  },
  {
    format: 'ldif',
    settings: { format: 'ldif', path: 'people.ldif' },
    type: 'inetOrgPerson',
    textOf: ldifOf,
    broken: [
      ['nothing at all', '', ['stopped-deletion-limit', 'source.empty']],
      ['comments alone', '# nobody\n', ['stopped-deletion-limit', 'source.empty']],
      ['no file', undefined, ['no-start-file-not-found', 'source.not-found']],
      ['the end within a line', ldifOf(without([29])).slice(0, -6), ['stopped-parsing-errors', 'source.cut-off']],
      ['the end between two records', ldifOf(everybody.slice(10)), ['stopped-deletion-limit', 'run.deletion-limit']],
    ],
    doubled: ldifOf(without([28, 29])) + ldifRecord(3),
  },
] as const)('a $format file with', ({ format, settings, type, textOf, broken, doubled }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-guards-'))
  const portal = `guards-${format}-${process.pid}`
  const write = (text: string | undefined): void => {
    rmSync(join(folder, settings.path), { force: true })
    if (text !== undefined) writeFileSync(join(folder, settings.path), text)
  }
  let hub: TestHub
  beforeAll(async () => {
    write(textOf(everybody))
    const source = { connector: 'file', settings, objects: { [type]: { attributes: ATTRIBUTES, ...FLOWS } } }
    hub = await testHub(document(portal, source), folder)
    await cycle(hub, portal)
  })
  afterAll(async () => {
    await hub?.drop()
    rmSync(folder, { recursive: true })
  })
  const whole = (gone: readonly number[]): void => write(textOf(without(gone)))

  test.each(broken.map(([title, text, ends]) => ({ title, text, ends })))(
    '$title deletes nobody',
    async ({ text, ends }) => {
      write(text)
      await deletesNobody(hub, ends)
      await worksAgain(hub, whole)
    },
  )

  test('an object that comes twice deletes nobody, though others are missing', async () => {
    write(doubled)
    await deletesNobody(hub, ['completed-discovery-errors', undefined])
    expect(await hub.database.query('select code, phase from problem')).toEqual([
      { code: 'duplicate-object', phase: 'import' },
    ])
    await worksAgain(hub, whole)
    expect(await hub.database.query('select code from problem')).toEqual([])
  })
})

describeWithServer('slapd', 'a directory that', () => {
  const portal = `guards-slapd-${process.pid}`
  const servers: Slapd[] = []
  let good: Slapd
  let left: Slapd
  let hub: TestHub
  const start = async (numbers: readonly number[], options: SlapdOptions = {}): Promise<Slapd> => {
    const ldif = `dn: ${BASE}\nobjectClass: organizationalUnit\nou: people\n\n${ldifOf(numbers)}${options.ldif ?? ''}`
    const server = await startSlapd({ ...options, ldif })
    servers.push(server)
    return server
  }
  const readFrom = (url: string): Promise<void> =>
    hub.apply(document(portal, { connector: 'ldap', settings: { ...login(), url }, objects: OBJECTS }))
  const OBJECTS = { inetOrgPerson: { attributes: ATTRIBUTES, ...FLOWS } }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
  const password = '${env:TEST_READER_PASSWORD}'
  const login = () => ({ url: good.url, bindDn: good.readerDn, password, base: BASE })
  const whole = (gone: readonly number[]): Promise<void> => readFrom(gone.length === 0 ? good.url : left.url)

  beforeAll(async () => {
    good = await start(everybody)
    process.env.TEST_READER_PASSWORD = good.readerPassword
    left = await start(without([PEOPLE - 1]))
    hub = await testHub(document(portal, { connector: 'ldap', settings: login(), objects: OBJECTS }))
    await cycle(hub, portal)
  })
  afterAll(async () => {
    await hub?.drop()
    await Promise.all(servers.map(server => server.stop()))
  })

  const seen = 'access to attrs=userPassword by anonymous auth\n'
  test.each([
    ['is empty', [], {}, ['stopped-deletion-limit', 'source.empty']],
    ['ends at its size limit', everybody, { sizeLimit: '20' }, ['stopped-import-read', 'source.size-limit']],
    [
      'ends at the limit of all pages',
      everybody,
      { sizeLimit: 'size.soft=1000 size.hard=1000 size.prtotal=25' },
      ['stopped-import-read', 'source.size-limit'],
    ],
    [
      'hides its base',
      everybody,
      { acl: `${seen}access to dn.subtree="${BASE}" by * none\naccess to * by * read` },
      ['no-start-credentials', 'source.permission'],
    ],
    [
      'hides its entries',
      everybody,
      { acl: `${seen}access to dn.children="${BASE}" by * none\naccess to * by * read` },
      ['stopped-deletion-limit', 'source.empty'],
    ],
    [
      'hides some of its entries',
      everybody,
      { acl: `${seen}access to dn.regex="^cn=p1.," by * none\naccess to * by * read` },
      ['stopped-deletion-limit', 'run.deletion-limit'],
    ],
    [
      'has parts elsewhere',
      without([0]),
      {
        ldif: `dn: ou=far,${BASE}\nobjectClass: referral\nobjectClass: extensibleObject\nou: far\nref: ldap://far.example.org/\n\n`,
      },
      ['stopped-import-read', 'source.referral'],
    ],
  ] as [string, number[], SlapdOptions, Ends][])('%s deletes nobody', async (_, numbers, options, ends) => {
    await readFrom((await start(numbers, options)).url)
    await deletesNobody(hub, ends, { batchSize: 10 })
    await worksAgain(hub, whole)
  })

  test('cannot be reached deletes nobody', async () => {
    await readFrom(`ldap://127.0.0.1:${await freePort()}`)
    await deletesNobody(hub, ['no-start-connection', 'source.unreachable'])
    await worksAgain(hub, whole)
  })

  test('was stopped, and one that is killed while it answers, delete nobody', async () => {
    const server = await start(everybody)
    const way = await killedWhileAnswering(server, 1_500)
    await readFrom(way.url)
    const said = await deletesNobody(hub, ['stopped-connectivity', 'source.connection-lost'], { batchSize: 5 })
    expect(said).toContain('connection')
    await way.stop()
    await readFrom(server.url)
    await deletesNobody(hub, ['no-start-connection', 'source.unreachable'])
    await worksAgain(hub, whole)
  })

  test('loses the connection after any number of bytes deletes nobody', async () => {
    const server = await start(everybody)
    const [before, ends] = [await takePhoto(hub.database), new Set<string>()]
    for (let bytes = 10; !ends.has('success'); bytes += 400) {
      const way = await lostAfter(server, bytes)
      await readFrom(way.url)
      const { status, problem } = await run(hub, 'source full-import', { batchSize: 5 }).finally(way.stop)
      ends.add(`${status} ${problem?.code ?? ''}`.trim())
      expect([bytes, await takePhoto(hub.database)]).toEqual([bytes, before])
    }
    const lost = ['no-start-connection source.unreachable', 'stopped-connectivity source.connection-lost']
    expect([...ends].sort()).toEqual([...lost, 'success'])
  })

  test.each([
    ['refers to another', 10, ['stopped-import-read', 'source.referral']],
    ['ends at its time limit', 3, ['stopped-import-read', 'source.time-limit']],
    ['is busy', 51, ['stopped-server-down', 'source.unreachable']],
  ] as [string, number, Ends][])('%s after the first page deletes nobody', async (_, code, ends) => {
    let pages = 0
    const server = await scriptedLdap(asked => {
      const values = { cn: ['p0'], sn: ['Name, 0'], objectClass: ['inetOrgPerson'] }
      const entryUUID = ['00000000-0000-4000-8000-000000010000']
      if (pages++ > 0) return [result(asked, code)]
      return [entry(asked, `cn=p0,${BASE}`, { ...values, entryUUID }), result(asked, 0, { cookie: 'more' })]
    })
    await readFrom(server.url)
    await deletesNobody(hub, ends)
    expect(pages).toBe(2)
    await server.stop()
    await worksAgain(hub, whole)
  })
})
