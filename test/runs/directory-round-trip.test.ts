import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { StepType } from '../../src/model/step.js'
import { type TestHub, testHub } from '../support/hub.js'
import { describeWithServer } from '../support/servers.js'
import { type Slapd, startSlapd } from '../support/slapd.js'
import {
  comparable,
  type Graph,
  ldapmodify,
  ldapsearch,
  openGraph,
  record,
  spelled,
  spelledIn,
  type Tree,
} from './directories.js'
import * as world from './directory-world.js'

const { ALL, DAY_OF_CHANGES, personDn, memberLine, nameOf, unitOf, groupDn, targetPerson } = world
/** The name in a record of a change, in which every comma of a value is written in hexadecimal. */
const nameIn = (change: string): string => {
  const [, colons, text = ''] = /^dn:(:?) (.*)$/m.exec(change) ?? []
  return colons === ':' ? Buffer.from(text, 'base64').toString() : text
}
const IN_METAVERSE: Readonly<Record<string, string>> = {
  cn: 'displayName',
  departmentNumber: 'department',
  mail: 'mails',
  telephoneNumber: 'phones',
  jpegPhoto: 'photo',
}

describeWithServer('slapd', 'two directories and the graph between them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-directories-'))
  const log = join(folder, 'changes.ldif')
  let source: Slapd
  let target: Slapd
  let hub: TestHub
  let graph: Graph

  beforeAll(async () => {
    source = await startSlapd({ ldif: world.sourceLdif() })
    writeFileSync(log, '')
    target = await startSlapd({
      suffix: world.TARGET,
      ldif: world.targetLdif(),
      schema: 'moduleload /usr/lib/ldap/auditlog',
      extra: `overlay auditlog\nauditlog ${log}`,
    })
    process.env.TEST_ROOT_PASSWORD = source.password
    hub = await testHub(world.documentOf(source, target))
    graph = await openGraph(hub.database)
  })
  afterAll(async () => {
    await graph?.close()
    await hub?.drop()
    await Promise.all([source?.stop(), target?.stop()])
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => writeFileSync(log, ''))

  const runs = async (...texts: readonly string[]) => {
    const results = []
    for (const text of texts) {
      const [agent, type] = text.split(' ') as [string, StepType]
      const { status, counters, problem } = await hub.run(agent, { type, deletionLimit: null, deletionPercent: null })
      results.push({ status, counters, problem: problem?.code })
    }
    return results
  }
  const statuses = async (...texts: readonly string[]) => (await runs(...texts)).map(({ status }) => status)
  const CONFIRM = ['target full-import', 'target delta-synchronization'] as const
  const inSource = () => ldapsearch(source, world.FILTER, world.READ)
  const inTarget = () => ldapsearch(target, world.FILTER, world.READ)
  /** What reached the target since the test began: records of changes, in their order. */
  const changes = () =>
    readFileSync(log, 'utf8')
      .split('\n\n')
      .map(text =>
        text
          .replace(/^#.*\n?/gm, '')
          .replace(/\n /g, '')
          .trim(),
      )
      .filter(text => text !== '')

  const ENTRY = 'dn objectType attributes { name values } references(first: 500) { edges { attribute dn } }'
  type Named = { name: string; values: string[] }
  type Edge = { attribute: string; dn: string }
  const held = async (agent: string): Promise<Tree> => {
    const nodes = await graph.all(`connectorSpaceEntries(agent: "${agent}")`, ENTRY)
    const tree: Record<string, Record<string, string[]>> = {}
    for (const node of nodes) {
      if (node.objectType === 'organizationalUnit') continue
      const object: Record<string, string[]> = {}
      for (const { name, values } of node.attributes as Named[]) object[name] = [...values].sort()
      for (const { attribute, dn } of node.references.edges as Edge[])
        object[attribute] = [...(object[attribute] ?? []), dn].sort()
      tree[node.dn] = object
    }
    return tree
  }
  const nothingWaits = async () => {
    for (const table of ['export_change', 'export_reference', 'pending_import', 'problem'])
      expect([table, await hub.database.query(`select * from ${table}`)]).toEqual([table, []])
  }
  /** The objects behind the counters of the newest run, as the graph shows them. */
  const behind = async (): Promise<Record<string, string[]>> => {
    const { runs: newest } = await graph.ask(
      '{ runs(first: 1) { nodes { steps { counters { nameToken targetAgent count objects(first: 500) { nodes { dn } } } } } } }',
    )
    const shown: Record<string, string[]> = {}
    for (const counter of newest.nodes[0].steps[0].counters) {
      const name = counter.targetAgent === null ? counter.nameToken : `${counter.nameToken}@${counter.targetAgent}`
      const dns = counter.objects.nodes.map(({ dn }: { dn: string }) => dn).sort()
      shown[name] = dns.length > 0 ? dns : [`${counter.count} without a name`]
    }
    return shown
  }

  test('the graph answers of the connector space what ldapsearch does, object for object and value for value', async () => {
    expect(await statuses('source full-import', 'source full-synchronization')).toEqual(['success', 'success'])
    const directory = inSource()
    expect(Object.keys(directory)).toHaveLength(ALL + 4)
    expect(await held('source')).toEqual(directory)
  })

  test('the graph answers of the metaverse what ldapsearch does, references followed to the objects they name', async () => {
    const selection = (most: number) => `attributes { name values } links { entry { dn } }
      references(first: ${most}) { edges { attribute node { links { entry { dn } } } } }`
    const tree: Record<string, Record<string, string[]>> = {}
    const dnOf = (node: { links: { entry: { dn: string } }[] }, within: string) =>
      node.links.map(({ entry }) => entry.dn).find(dn => dn.endsWith(within)) ?? ''
    const people = await graph.all('metaverseObjects(type: "person")', selection(5), 100)
    const groups = await graph.all('metaverseObjects(type: "group")', selection(500), 2)
    for (const node of [...people, ...groups]) {
      const object: Record<string, string[]> = {}
      for (const { name, values } of node.attributes) object[name] = [...values].sort()
      for (const { attribute, node: other } of node.references.edges)
        object[attribute] = [...(object[attribute] ?? []), dnOf(other, world.SUFFIX)].sort()
      tree[dnOf(node, world.SUFFIX)] = object
    }
    const expected = Object.entries(inSource()).map(([dn, object]) => [
      dn,
      Object.fromEntries(Object.entries(object).map(([name, values]) => [IN_METAVERSE[name] ?? name, values])),
    ])
    expect(comparable(tree)).toEqual(comparable(Object.fromEntries(expected)))
  })

  test('everything is created in the target, containers first, and comes back as it was sent', async () => {
    const [sent, ...confirmed] = await runs('target export', ...CONFIRM)
    expect(sent).toMatchObject({ status: 'success', counters: { 'export-add': ALL + 4 + 5 } })
    expect(confirmed.map(({ status }) => status)).toEqual(['success', 'success'])
    const names = changes().map(nameIn)
    const early = names.filter((dn, i) => names.indexOf(dn.slice(dn.indexOf(',') + 1)) > i)
    expect([names.filter(dn => dn.startsWith('ou=')).length, early]).toEqual([5, []])
    expect(await held('target')).toEqual(inTarget())
    const moved = Object.fromEntries(
      Object.entries(inSource()).map(([dn, object]) => [targetOf(dn, object), withReferences(object)]),
    )
    expect(comparable(inTarget())).toEqual(comparable(moved))
    await nothingWaits()
  })

  /** Names and references of the source in the words of the target. */
  const byDn = new Map(
    Array.from({ length: ALL }, (_, i) => [spelled(personDn(i)), targetPerson(nameOf(i), unitOf(i))]),
  )
  const targetOf = (dn: string, object: Readonly<Record<string, readonly string[]>>): string =>
    object.member === undefined
      ? targetPerson(object.cn?.[0] ?? '', object.departmentNumber?.[0] ?? '')
      : dn.replace(world.SUFFIX, world.TARGET)
  const withReferences = (object: Readonly<Record<string, readonly string[]>>) => {
    const follow = (dn: string): string => byDn.get(spelled(dn)) ?? dn.replace(world.SUFFIX, world.TARGET)
    const followed = ['manager', 'member'].flatMap(name => (object[name] ? [[name, object[name].map(follow)]] : []))
    return { ...object, ...Object.fromEntries(followed) }
  }

  test('what ldapmodify changes is what the next import and synchronization show, and nothing else', async () => {
    ldapmodify(source, DAY_OF_CHANGES)
    const [imported] = await runs('source full-import')
    expect(imported).toMatchObject({ status: 'success', problem: undefined })
    const spelledOut = (shown: Record<string, string[]>) =>
      Object.fromEntries(Object.entries(shown).map(([name, dns]) => [name, dns.map(spelled).sort()]))
    const of = (...dns: string[]) => dns.map(spelled).sort()
    const MOVED = `cn=Plain 510,ou=away,${world.PEOPLE}`
    const RENAMED = `cn=Plain\\, renamed,${world.PEOPLE}`
    const changed = of(personDn(9), personDn(10), personDn(11), groupDn('Inner + Circle'), personDn(512))
    expect(spelledOut(await behind())).toEqual({
      'stage-add': of(`cn=New Comer,${world.PEOPLE}`),
      'stage-update': changed,
      'stage-rename': of(MOVED, RENAMED),
      'stage-delete': of(personDn(515)),
      'stage-no-change': [`${ALL + 4 + 5 + 4 - 8} without a name`],
    })
    await runs('source delta-synchronization')
    const shown = spelledOut(await behind())
    expect(shown['connector-flow']).toEqual([...changed, ...of(RENAMED)].sort())
    expect(shown['connector-no-flow']).toEqual(['1 without a name'])
    expect(shown['disconnector-projected-flow']).toEqual(of(`cn=New Comer,${world.PEOPLE}`))
    expect(shown['connector-delete-remove-mv']).toEqual(of(personDn(515)))
    expect(await held('source')).toEqual(inSource())
  })

  test('the export sends exactly these changes, values one by one, and the import confirms them', async () => {
    const [sent] = await runs('target export')
    expect(sent).toMatchObject({
      status: 'success',
      counters: { 'export-add': 1, 'export-update': 4, 'export-rename': 2, 'export-delete': 1 },
    })
    const said = changes()
    expect(said.filter(text => text.includes('changetype: modrdn'))).toHaveLength(2)
    const circle = said.find(text => text.includes('cn=Inner'))
    expect(circle).toMatch(/^delete: member\nmember::? \S.*\n-/m)
    expect(circle).toMatch(/^add: member\nmember::? \S.*\n-/m)
    expect(circle).not.toContain('replace: member')
    expect(said.find(text => text.includes('more@example.org'))).not.toContain('p10.1@example.org')
    expect(await statuses(...CONFIRM)).toEqual(['success', 'success'])
    await nothingWaits()
    expect(comparable(inTarget())[spelled(targetPerson('Plain, renamed', unitOf(511)))]?.uid).toEqual(['u511'])
    expect(comparable(inTarget())[spelled(targetPerson('Plain 512', unitOf(0)))]?.uid).toEqual(['u512'])
    expect(Object.keys(inTarget())).toHaveLength(ALL + 4)
  })

  test('one more member of a group of hundreds is one value on the wire', async () => {
    const before = inTarget()
    ldapmodify(source, `dn: ${groupDn('Everyone')}\nchangetype: modify\nadd: member\n${memberLine(505)}\n-\n`)
    await runs('source full-import', 'source delta-synchronization', 'target export')
    const [said, ...others] = changes()
    expect(others).toEqual([])
    expect(said?.match(/^member:.*$/gm)).toHaveLength(1)
    expect(said).toContain('add: member')
    const group = `cn=Everyone,ou=groups,${world.TARGET}`
    const expected = [...(before[group]?.member ?? []), targetPerson('Plain 505', unitOf(505))].map(spelled).sort()
    expect(inTarget()[group]?.member?.map(spelled).sort()).toEqual(expected)
    expect(await statuses(...CONFIRM)).toEqual(['success', 'success'])
    await nothingWaits()
  })

  test('what is changed behind its back in the target is put right', async () => {
    const before = inTarget()
    const circle = `dn: cn=Inner \\2B Circle,ou=groups,${world.TARGET}`
    const person = record(targetPerson(nameOf(12), unitOf(12)), {}).trim()
    ldapmodify(
      target,
      [
        `${person}\nchangetype: modify\nreplace: title\ntitle: Usurper\n-\nadd: mail\nmail: spam@example.org\n-\ndelete: jpegPhoto\n-\n`,
        `${circle}\nchangetype: modify\nadd: member\nmember:: ${Buffer.from(targetPerson(nameOf(20), unitOf(20))).toString('base64')}\n-\n`,
      ].join('\n'),
    )
    expect(inTarget()).not.toEqual(before)
    expect(await statuses(...CONFIRM, 'target export')).toEqual(['success', 'success', 'success'])
    expect(inTarget()).toEqual(before)
    expect(await statuses(...CONFIRM)).toEqual(['success', 'success'])
    await nothingWaits()
  })

  test('what the target refuses is a problem that says why, and goes through once the rule is repaired', async () => {
    await hub.apply(world.documentOf(source, target, { dc: 'uid' }))
    ldapmodify(source, `${record(personDn(516), {}).trim()}\nchangetype: modify\nreplace: title\ntitle: Unlucky\n-\n`)
    await runs('source full-import', 'source delta-synchronization')
    const [refused] = await runs('target export')
    expect(refused).toMatchObject({ status: 'completed-export-errors', counters: { 'export-failure': 1 } })
    const { problems } = await graph.ask('{ problems { nodes { code message hint phase entry { dn } } } }')
    expect(problems.nodes).toEqual([
      expect.objectContaining({ code: 'schema-violation', entry: { dn: expect.stringContaining('cn=Plain 516,') } }),
    ])
    expect(problems.nodes[0].message).toContain('dc')
    expect(problems.nodes[0].hint).toBeTruthy()

    await hub.apply(world.documentOf(source, target))
    await runs('source full-synchronization')
    expect(await statuses('target export', ...CONFIRM)).toEqual(['success', 'success', 'success'])
    expect(inTarget()[spelledIn(inTarget(), targetPerson('Plain 516', unitOf(516)))]?.title).toEqual(['Unlucky'])
    await nothingWaits()
  })

  test('a container that goes takes those within it along, the deepest first', async () => {
    const gone = Object.entries(inSource()).filter(([, { departmentNumber }]) => departmentNumber?.[0] === unitOf(4))
    const unit = `ou=${world.escaped(unitOf(4))},${world.UNITS}`
    ldapmodify(
      source,
      [...gone.map(([dn]) => dn), unit].map(dn => `${record(dn, {}).trim()}\nchangetype: delete\n`).join('\n'),
    )
    const [, , sent] = await runs('source full-import', 'source delta-synchronization', 'target export')
    expect(sent).toMatchObject({ status: 'success', counters: { 'export-delete': gone.length + 1 } })
    const deleted = changes().filter(text => text.includes('changetype: delete'))
    expect(deleted).toHaveLength(gone.length + 1)
    expect(deleted.at(-1)).toMatch(/^dn: ou=Unit/)
    expect(await statuses(...CONFIRM)).toEqual(['success', 'success'])
    expect(Object.values(inTarget()).filter(({ departmentNumber }) => departmentNumber?.[0] === unitOf(4))).toEqual([])
    await nothingWaits()
  })
})
