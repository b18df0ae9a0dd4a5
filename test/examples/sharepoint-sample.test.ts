import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { type TestHub, testHub } from '../support/hub.js'

let folder: string
let hub: TestHub

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sharepoint-sample-'))
  await cp('examples/sharepoint-sample', folder, { recursive: true })
  hub = await testHub(join(folder, 'hub.yaml'), folder)
})
afterAll(async () => {
  await hub?.drop()
  await rm(folder, { recursive: true, force: true })
})

type Profile = Readonly<Record<string, string>>

/** The profiles in the file, by anchor, without empty columns. */
async function profiles(): Promise<Record<string, Profile>> {
  const rows = parse<Record<string, string>>(await readFile(join(folder, 'profiles.csv')), { columns: true, bom: true })
  return Object.fromEntries(
    rows.map(row => [row.Anchor ?? '', Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))]),
  )
}

async function cycle(): Promise<void> {
  for (const [agent, step] of [
    ['directory', 'full-import'],
    ['directory', 'delta-synchronization'],
    ['sharepoint', 'export'],
    ['sharepoint', 'full-import'],
    ['sharepoint', 'delta-synchronization'],
  ] as const) {
    const result = await hub.run(agent, { type: step, deletionPercent: null })
    expect([agent, step, result.problem]).toEqual([agent, step, null])
    expect(['success', 'completed-no-objects']).toContain(result.status)
  }
}

const edit = async (change: (text: string) => string) => {
  const file = join(folder, 'directory.ldif')
  await writeFile(file, change(await readFile(file, 'utf8')))
}

describe('the SharePoint sample', () => {
  beforeAll(cycle)

  test('a person gets a profile with everything that the directory has', async () => {
    expect((await profiles()).ann).toEqual({
      Anchor: 'ann',
      ObjectType: 'user',
      UserName: 'ann',
      ProfileIdentifier: 'CONTOSO\\ann',
      PreferredName: 'Ann Berg',
      FirstName: 'Ann',
      LastName: 'Berg',
      WorkEmail: 'ann.berg@contoso.test',
      WorkPhone: '+49 555 0101',
      Office: 'A 1.07',
      Title: 'Head of Research',
      'SPS-JobTitle': 'Head of Research',
      Department: 'Research',
      'SPS-Department': 'Research',
      PublicSiteRedirect: 'https://contoso.test/ann',
      SID: 'AQUAAAAAAAUVAAAA6AMAAOkDAADqAwAAUQQAAA==',
      Picture: '/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==',
      'SPS-ClaimProviderID': 'Windows',
      'SPS-ClaimProviderType': 'Windows',
      'SPS-DistinguishedName': 'CN=Ann Berg,OU=Staff,DC=contoso,DC=test',
      'SPS-PhoneticDisplayName': 'an berk',
      'SPS-PhoneticFirstName': 'an',
      'SPS-PhoneticLastName': 'berk',
      'SPS-SipAddress': 'ann@contoso.test',
      'SPS-UserPrincipalName': 'ann@contoso.test',
    })
  })

  test('without a display name, the name is the CN, without escapes; without a sip address there is none', async () => {
    const { zoe } = await profiles()
    expect(zoe).toMatchObject({ PreferredName: 'Lindqvist, Zoë', Manager: 'ann', FirstName: 'Zoë' })
    expect(zoe).not.toHaveProperty('SPS-SipAddress')
  })

  test('the domain is the one of the name: known from crossRefs, or its first component', async () => {
    const { finn, emi } = await profiles()
    expect(finn).toMatchObject({
      ProfileIdentifier: 'FABRIKAM-NT\\finn',
      'SPS-SipAddress': 'finn@fabrikam.test',
      Manager: 'zoe',
    })
    expect(emi).toMatchObject({ ProfileIdentifier: 'EMEA\\emi' })
  })

  test('the table of domains is what the crossRefs of the directory say', async () => {
    const rows = await hub.database.query<{ name: string; netbios: string }>(
      `select attributes -> 'nCName' ->> 0 as name, attributes -> 'nETBiosName' ->> 0 as netbios from metaverse_object
       where type = 'crossref' order by name`,
    )
    expect(rows).toEqual([
      { name: 'DC=contoso,DC=test', netbios: 'CONTOSO' },
      { name: 'DC=fabrikam,DC=test', netbios: 'FABRIKAM-NT' },
    ])
    const table = await readFile('examples/sharepoint-sample/rules/domains.ts', 'utf8')
    for (const { name, netbios } of rows) expect(table).toContain(`'${name}': '${netbios}'`)
    const domains = await hub.database.query("select attributes from metaverse_object where type = 'domain'")
    expect(domains).toEqual([
      { attributes: { dc: ['contoso'], type: ['DomainInfo'], distinguishedName: ['DC=contoso,DC=test'] } },
    ])
  })

  test('a user that stands for somebody elsewhere is a contact; one that names itself is a person', async () => {
    const { pat, kim } = await profiles()
    expect(pat).toEqual({
      Anchor: 'pat',
      ObjectType: 'contact',
      ProfileIdentifier: 'CONTOSO\\pat',
      PreferredName: 'Pat Guest',
      'SPS-DistinguishedName': 'CN=Pat Guest,OU=Staff,DC=contoso,DC=test',
      'SPS-SourceObjectDN': 'CN=Pat Guest,OU=People,DC=partner,DC=test',
    })
    expect(kim).toMatchObject({ ObjectType: 'user', 'SPS-SourceObjectDN': 'cn=kim own, ou=staff, dc=contoso, dc=test' })
  })

  test('a contact that no metaverse object has the name of stays a disconnector', async () => {
    const rows = await hub.database.query(
      "select dn from entry where object_type = 'contact' and not exists (select from link where link.entry_id = entry.id)",
    )
    expect(rows).toEqual([{ dn: 'CN=Jo Elsewhere,OU=Staff,DC=contoso,DC=test' }])
  })

  test('groups, with the quirk that hidden members do not keep a group out', async () => {
    const { research, quiet } = await profiles()
    expect(research).toEqual({
      Anchor: 'research',
      ObjectType: 'group',
      ProfileIdentifier: 'CN=Research,OU=Staff,DC=contoso,DC=test',
      PreferredName: 'Research',
      Description: 'All who do research',
      MailNickName: 'research@contoso.test',
      Url: 'https://contoso.test/research',
      SID: 'AQUAAAAAAAUVAAAA6AMAAOkDAADqAwAAsAQAAA==',
      GroupType: '-2147483646',
      Member: 'ann|zoe',
    })
    expect(quiet).toMatchObject({ PreferredName: 'Quiet Circle', Member: 'finn' })
  })
})

describe('later', () => {
  test('what the directory loses goes where nulls are allowed, and stays elsewhere', async () => {
    await edit(text =>
      text
        .replace('title: Head of Research\n', '')
        .replace('department: Research\nwWWHomePage', 'wWWHomePage')
        .replace('telephoneNumber: +49 555 0101\n', '')
        .replace('mail: ann.berg@contoso.test\n', '')
        .replace('displayName: Ann Berg\n', '')
        .replace('proxyAddresses: sip:ann@contoso.test\nproxyAddresses: sip:second@contoso.test\n', ''),
    )
    await cycle()
    const { ann } = await profiles()
    for (const gone of ['Title', 'SPS-JobTitle', 'SPS-Department', 'WorkPhone', 'SPS-SipAddress'])
      expect(ann).not.toHaveProperty(gone)
    expect(ann).toMatchObject({ Department: 'Research', WorkEmail: 'ann.berg@contoso.test', PreferredName: 'Ann Berg' })
  })

  test('who leaves the directory loses the profile', async () => {
    await edit(text => text.replace(/dn: CN=Emi Sato[\s\S]*?\n\n/, ''))
    await cycle()
    expect(Object.keys(await profiles()).sort()).toEqual(['ann', 'finn', 'kim', 'pat', 'quiet', 'research', 'zoe'])
  })

  test('a second look changes nothing', async () => {
    const before = await readFile(join(folder, 'profiles.csv'), 'utf8')
    await cycle()
    expect(await readFile(join(folder, 'profiles.csv'), 'utf8')).toBe(before)
    const synchronized = await hub.run('directory', 'full-synchronization')
    expect(synchronized.status).toBe('success')
    expect((await hub.run('sharepoint', 'export')).counters).toEqual({})
  })
})
