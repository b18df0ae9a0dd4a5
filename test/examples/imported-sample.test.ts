import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { imported } from '../configuration/mim/exports.js'
import { type TestHub, testHub } from '../support/hub.js'

/**
 * The server export of the SharePoint sample, imported with files in place of its sources, beside the same sample as a person wrote
 * it (examples/sharepoint-sample), on the same directory.
 */
const EXAMPLE = 'examples/sharepoint-sample'

interface Side {
  readonly folder: string
  readonly hub: TestHub
  readonly directory: string
  readonly portal: string
  readonly ldif: string
  readonly csv: string
}

let byHand: Side
let byImport: Side

beforeAll(async () => {
  const [first, second] = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'imported-sample-'))))
  await cp(EXAMPLE, first ?? '', { recursive: true })
  for (const [path, text] of imported('sharepoint-sample', true).files) {
    await mkdir(dirname(join(second ?? '', path)), { recursive: true })
    await writeFile(join(second ?? '', path), text)
  }
  // What the report asks for: the NetBIOS names of the domains.
  await cp(join(EXAMPLE, 'rules/domains.ts'), join(second ?? '', 'rules/domains.ts'))
  // The sample reads the domain's name attribute, where the person who wrote the example took dc.
  const ldif = await readFile(join(EXAMPLE, 'directory.ldif'), 'utf8')
  await writeFile(join(second ?? '', 'ADMA.ldif'), ldif.replace('dc: contoso\n', 'dc: contoso\nname: contoso\n'))
  byHand = await sideOf(first ?? '', { directory: 'directory', portal: 'sharepoint', csv: 'profiles.csv' })
  byImport = await sideOf(second ?? '', { directory: 'ADMA', portal: 'SPMA', csv: 'SPMA.csv' })
})
afterAll(async () => {
  for (const side of [byHand, byImport]) {
    await side?.hub.drop()
    await rm(side?.folder ?? '', { recursive: true, force: true })
  }
})

const sideOf = async (folder: string, names: Pick<Side, 'directory' | 'portal' | 'csv'>): Promise<Side> => ({
  folder,
  hub: await testHub(join(folder, 'hub.yaml'), folder),
  ldif: `${names.directory}.ldif`,
  ...names,
})

async function cycle({ hub, directory, portal }: Side): Promise<void> {
  for (const [agent, step] of [
    [directory, 'full-import'],
    [directory, 'full-synchronization'],
    [portal, 'export'],
    [portal, 'full-import'],
    [portal, 'delta-synchronization'],
  ] as const) {
    const { status, problem } = await hub.run(agent, { type: step, deletionPercent: null })
    expect([agent, step, problem]).toEqual([agent, step, null])
    expect(['success', 'completed-no-objects']).toContain(status)
  }
}

type Values = Readonly<Record<string, readonly string[]>>

/** The metaverse by type and name. */
async function metaverse({ hub }: Side): Promise<Map<string, Values>> {
  const rows = await hub.database.query<{ type: string; attributes: Values }>(
    'select type, attributes from metaverse_object order by 1',
  )
  const nameOf = ({ distinguishedName, nCName }: Values) => (nCName ?? distinguishedName ?? []).join()
  return new Map(rows.map(({ type, attributes }) => [`${type} ${nameOf(attributes)}`, attributes]))
}

type Profile = Readonly<Record<string, string>>

/** The profiles by anchor, without empty columns. */
async function profiles({ folder, csv }: Side): Promise<Map<string, Profile>> {
  const rows = parse<Record<string, string>>(await readFile(join(folder, csv)), { columns: true, bom: true })
  const full = (row: Profile) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
  return new Map(rows.map(row => [row.Anchor ?? '', full(row)]))
}

const without = (profiles: Map<string, Profile>, type: string) =>
  new Map([...profiles].filter(([, { ObjectType }]) => ObjectType !== type))

async function edit(change: (text: string) => string): Promise<void> {
  for (const { folder, ldif } of [byHand, byImport]) {
    const file = join(folder, ldif)
    const before = await readFile(file, 'utf8')
    expect(change(before)).not.toBe(before)
    await writeFile(file, change(before))
  }
}

const both = async () => {
  for (const side of [byHand, byImport]) await cycle(side)
}

describe('semantics-22: the imported sample', () => {
  beforeAll(both)

  test('makes the metaverse that the one written by hand makes', async () => {
    const [hand, imports] = [await metaverse(byHand), await metaverse(byImport)]
    expect([...imports.keys()].sort()).toEqual([...hand.keys()].sort())
    expect(imports.size).toBeGreaterThan(8)
    for (const [name, held] of hand) {
      const attributes: Record<string, readonly string[]> = { ...held }
      const [type] = name.split(' ')
      // Who wrote it by hand added three flows that the sample does not have, and left one out.
      if (type === 'group') for (const added of ['accountName', 'sAMAccountName']) delete attributes[added]
      if (type === 'crossref') delete attributes.distinguishedName
      if (type === 'contact') attributes['SPS-ObjectExists'] = ['1']
      expect([name, imports.get(name)]).toEqual([name, attributes])
    }
  })

  test('writes the same profiles of people and contacts', async () => {
    const [hand, imports] = [await profiles(byHand), await profiles(byImport)]
    expect(imports).toEqual(without(hand, 'group'))
    expect([...imports.keys()].sort()).toEqual(['ann', 'emi', 'finn', 'kim', 'pat', 'zoe'])
    expect(imports.get('zoe')).toMatchObject({ PreferredName: 'Lindqvist, Zoë', Manager: 'ann' })
    expect(imports.get('finn')).toMatchObject({ ProfileIdentifier: 'FABRIKAM-NT\\finn' })
  })

  test('does the same when values and people go', async () => {
    await edit(text =>
      text
        .replace('title: Head of Research\n', '')
        .replace('telephoneNumber: +49 555 0101\n', '')
        .replace('mail: ann.berg@contoso.test\n', '')
        .replace('displayName: Ann Berg\n', '')
        .replace(/dn: CN=Emi Sato[\s\S]*?\n\n/, ''),
    )
    await both()
    const [hand, imports] = [await profiles(byHand), await profiles(byImport)]
    expect(imports).toEqual(without(hand, 'group'))
    expect([...imports.keys()].sort()).toEqual(['ann', 'finn', 'kim', 'pat', 'zoe'])
    expect(imports.get('ann')).not.toHaveProperty('Title')
    expect(imports.get('ann')).toMatchObject({ WorkEmail: 'ann.berg@contoso.test', PreferredName: 'Ann Berg' })
  })

  // In MIM, too: the code asks groups for accountName, and no flow gives them one.
  test('writes the same profiles of groups once they have account names', async () => {
    const file = join(byImport.folder, 'hub.yaml')
    const text = await readFile(file, 'utf8')
    const group = /( +)(group:\n)( +)(displayName: displayName\n)/
    expect(text).toMatch(group)
    await writeFile(file, text.replace(group, '$1$2$3accountName: sAMAccountName\n$3$4'))
    await byImport.hub.apply(file)
    await both()
    const [hand, imports] = [await profiles(byHand), await profiles(byImport)]
    expect(imports.get('research')).toMatchObject({ ObjectType: 'group', Member: 'ann|zoe', GroupType: '-2147483646' })
    expect(imports).toEqual(hand)
  })
})
