import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nameKey } from '../../src/connector-space/hash.js'
import { camera, difference } from '../scenarios/runner/snapshot.js'
import { type TestHub, testHub } from '../support/hub.js'
import { describeWithServer } from '../support/servers.js'
import { type Slapd, startSlapd } from '../support/slapd.js'
import {
  base64,
  document,
  FILTER,
  held,
  ldapsearch,
  ldif,
  PEOPLE,
  PHOTO,
  READ,
  REFERENTIAL_INTEGRITY,
  SUFFIX,
} from './two-directories.js'

describeWithServer('slapd', 'from one directory to another and back', () => {
  let source: Slapd
  let target: Slapd
  let hub: TestHub

  beforeAll(async () => {
    source = await startSlapd({ ldif: `${ldif}\n` })
    // A directory with referential integrity, as most are: references follow renames.
    target = await startSlapd({
      ...REFERENTIAL_INTEGRITY,
      ldif: `dn: ${PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
    })
    process.env.TEST_DIRECTORY_PASSWORD = source.password
    hub = await testHub(document(source, target))
  }, 60_000)
  afterAll(async () => {
    await hub?.drop()
    await source?.stop()
    await target?.stop()
  })

  const modify = (change: string): void => {
    execFileSync('ldapmodify', ['-x', '-H', source.url, '-D', source.rootDn, '-w', source.password], {
      input: change,
      stdio: ['pipe', 'ignore', 'pipe'],
    })
  }
  const take = async () => {
    const results = []
    for (const [agent, step] of [
      ['source', 'full-import'],
      ['source', 'delta-synchronization'],
      ['target', 'export'],
      ['target', 'full-import'],
      ['target', 'delta-synchronization'],
    ] as const) {
      results.push(await hub.run(agent, step))
    }
    return results
  }
  const inTarget = () => ldapsearch(target, FILTER, READ)
  const uid = (name: string) => nameKey(`uid=${name},${PEOPLE}`)
  const names = (...values: string[]) => values.map(base64).sort()

  test('the hub holds what ldapsearch shows, object for object and value for value', async () => {
    expect((await hub.run('source', 'full-import')).counters).toEqual({ 'stage-add': 6 })
    const shown = ldapsearch(source, FILTER, READ)
    expect(Object.keys(shown)).toHaveLength(6)
    expect(await held(hub, 'source')).toEqual(shown)
    expect((await hub.run('source', 'full-import')).counters).toEqual({ 'stage-no-change': 6 })
  })

  test('everything arrives in the other directory, references as its own names', async () => {
    expect((await take()).map(({ status }) => status)).toEqual(['success', 'success', 'success', 'success', 'success'])
    expect(await held(hub, 'target')).toEqual(inTarget())
    expect(inTarget()).toMatchObject({
      [uid('ann')]: {
        cn: names('Ann Example'),
        mail: names('ann@x.test', 'a.example@x.test'),
        jpegPhoto: [PHOTO.toString('base64')],
      },
      [uid('jürgen')]: { manager: [uid('ann')], description: names(' leading and trailing ') },
      [uid('odd')]: { cn: names('#odd + "quoted" \\ 山田 🙂'), manager: [uid('jürgen')] },
      [nameKey(`cn=inner,${SUFFIX}`)]: { member: [uid('ann'), uid('odd')].sort() },
      [nameKey(`cn=outer,${SUFFIX}`)]: { member: [nameKey(`cn=inner,${SUFFIX}`), uid('jürgen')].sort() },
    })
    expect((await hub.run('target', 'export')).status).toBe('completed-no-objects')
  })

  test('after ldapmodify, the next import and synchronization show exactly what was changed', async () => {
    modify(`dn: cn=Ann Example,${PEOPLE}
changetype: modify
delete: mail
mail: ann@x.test
-
add: mail
mail: new@x.test
-

dn: cn=outer,${SUFFIX}
changetype: modify
add: member
member: cn=first+uid=multi,${PEOPLE}

dn: cn=inner,${SUFFIX}
changetype: modrdn
newrdn: cn=Innermost
deleteoldrdn: 1

dn: cn=outer,${SUFFIX}
changetype: modify
delete: member
member: cn=inner,${SUFFIX}
-
add: member
member: cn=Innermost,${SUFFIX}
`)
    const eye = camera(hub.database, entry => entry.dn)
    const before = await eye.take()
    expect((await hub.run('source', 'full-import')).counters).toEqual({
      'stage-no-change': 3,
      'stage-update': 2,
      'stage-rename': 1,
    })
    expect((await hub.run('source', 'delta-synchronization')).status).toBe('success')
    expect(await held(hub, 'source')).toEqual(ldapsearch(source, FILTER, READ))
    const changed = Object.keys(difference(before, await eye.take())).sort()
    const ofSource = [
      `entry source/cn=Ann Example,${PEOPLE}`,
      `entry source/cn=inner,${SUFFIX}`,
      `entry source/cn=outer,${SUFFIX}`,
    ]
    const ofTarget = [
      `entry target/cn=inner,${SUFFIX}`,
      `entry target/cn=outer,${SUFFIX}`,
      `entry target/uid=ann,${PEOPLE}`,
    ]
    expect(changed).toEqual(
      [...ofSource, ...ofTarget, ...ofSource.map(name => name.replace('entry', 'metaverse'))].sort(),
    )
  })

  test('single values, a membership, a rename and a deletion are seen in the other directory', async () => {
    expect((await hub.run('target', 'export')).counters).toEqual({ 'export-rename': 1, 'export-update': 2 })
    modify(
      `dn: cn=M\\C3\\BCller\\, J\\C3\\BCrgen,${PEOPLE}
changetype: modify
replace: uid
uid: juergen, the \\ one

dn: cn=\\#odd \\+ \\"quoted\\" \\\\ ${'山田 🙂'},${PEOPLE}
changetype: modify
delete: manager

dn: cn=Innermost,${SUFFIX}
changetype: modify
delete: member
member: cn=\\23odd \\2B \\22quoted\\22 \\5C ${'山田 🙂'},${PEOPLE}

dn: cn=outer,${SUFFIX}
changetype: modify
delete: member
member: cn=first+uid=multi,${PEOPLE}

dn: cn=first+uid=multi,${PEOPLE}
changetype: delete
`
        .replace(/^dn: (.*[^ -~\n].*)$/gm, (_, dn) => `dn:: ${base64(dn)}`)
        .replace(/^member: (.*[^ -~\n].*)$/gm, (_, dn) => `member:: ${base64(dn)}`),
    )
    const results = await take()
    expect(results[2]?.counters).toEqual({ 'export-rename': 1, 'export-update': 3, 'export-delete': 1 })
    const renamed = nameKey(`uid=juergen\\, the \\\\ one,${PEOPLE}`)
    const shown = inTarget()
    expect(shown[uid('multi')]).toBeUndefined()
    expect(shown[uid('jürgen')]).toBeUndefined()
    expect(shown[renamed]).toMatchObject({
      sn: names('Müller'),
      manager: [uid('ann')],
      uid: names('juergen, the \\ one'),
    })
    expect(shown[uid('odd')]?.manager).toBeUndefined()
    expect(shown[uid('ann')]?.mail).toEqual(names('a.example@x.test', 'new@x.test'))
    expect(shown[nameKey(`cn=innermost,${SUFFIX}`)]?.member).toEqual([uid('ann')])
    expect(shown[nameKey(`cn=outer,${SUFFIX}`)]?.member).toEqual([nameKey(`cn=innermost,${SUFFIX}`), renamed].sort())
    expect(await held(hub, 'target')).toEqual(shown)
    expect((await hub.run('target', 'export')).status).toBe('completed-no-objects')
  })
})
