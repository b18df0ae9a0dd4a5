import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { generate } from '../../examples/contoso/generate.js'
import { compileRuleSet, provisionalIds } from '../../src/configuration/compile.js'
import type { HubDocument } from '../../src/configuration/document.js'
import { readConfiguration } from '../../src/configuration/read.js'
import { registeredConnectors } from '../../src/configuration/registered-connectors.js'
import { validateDocument } from '../../src/configuration/validate.js'
import { connectorNamed } from '../../src/connectors/registry.js'
import type { AddDelta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import type { Problem } from '../../src/model/problem.js'
import { valuesOf } from '../../src/model/value.js'
import type { RuleSet } from '../../src/rules/rule-set.js'

const FOLDER = resolve('examples/contoso')

let document: HubDocument
let rules: RuleSet
let problems: readonly Problem[]
let warnings: readonly Problem[]

beforeAll(async () => {
  const read = await readConfiguration(resolve(FOLDER, 'hub.yaml'))
  const valid = validateDocument(read.value, read.locate)
  document = valid.document as HubDocument
  const options = { version: 1, ids: provisionalIds(document), connectors: registeredConnectors, locate: read.locate }
  const compiled = compileRuleSet(document, options)
  rules = compiled.rules
  problems = [...read.problems, ...valid.problems, ...compiled.problems]
  warnings = compiled.warnings
})

/** All objects of an agent's file, read as the hub reads them. */
async function objectsOf(name: string): Promise<readonly AddDelta[]> {
  const agent = [...rules.agents.values()].find(each => each.name === name)
  const connector = connectorNamed('file')
  if (agent === undefined || connector === undefined) throw new Error(`There is no agent ${name}`)
  const types = [...agent.types.values()].map(type => ({
    name: type.objectType,
    attributes: [...type.attributes.values()],
  }))
  const { signal } = new AbortController()
  const settings = connector.settings.parse(document.agents?.[name]?.settings)
  await using session = await connector.open(settings, { folder: FOLDER, types, signal })
  const objects: AddDelta[] = []
  for await (const page of session.read({ mode: 'full', pageSize: 1_000, signal })) {
    expect(page.problems ?? []).toEqual([])
    objects.push(...(page.deltas as AddDelta[]))
  }
  return objects
}

const first = (object: AddDelta, attribute: string) => valuesOf(object.attributes, attribute)[0] ?? ''
const having = (objects: readonly AddDelta[], attribute: string, value: string) =>
  objects.filter(object => first(object, attribute).toLowerCase() === value.toLowerCase())

test('running the generator gives the committed files, byte for byte', () => {
  const files = [...generate()]
  expect(files.map(([name]) => name)).toEqual(['hr.csv', 'contoso.ldif', 'fabrikam.ldif'])
  for (const [name, text] of files) {
    expect(readFileSync(resolve(FOLDER, name)).equals(Buffer.from(text))).toBe(true)
    expect(statSync(resolve(FOLDER, name)).size).toBeLessThan(1_500_000)
  }
})

test('the configuration is right, without a warning', () => {
  expect(problems).toEqual([])
  expect(warnings).toEqual([])
  expect([...rules.agents.values()].map(agent => agent.name)).toEqual(['hr', 'contoso', 'fabrikam', 'portal'])
})

describe('the data', () => {
  let hr: readonly AddDelta[]
  let contoso: readonly AddDelta[]
  let fabrikam: readonly AddDelta[]

  beforeAll(async () => {
    ;[hr, contoso, fabrikam] = await Promise.all([objectsOf('hr'), objectsOf('contoso'), objectsOf('fabrikam')])
  })

  const peopleIn = (objects: readonly AddDelta[]) => objects.filter(object => object.objectType === 'inetOrgPerson')
  const groupsIn = (objects: readonly AddDelta[]) => objects.filter(object => object.objectType === 'groupOfNames')

  test('is of the size that the README says', () => {
    expect(hr).toHaveLength(1_500)
    expect(peopleIn(contoso).length).toBeGreaterThan(1_350)
    expect(peopleIn(fabrikam)).toHaveLength(500)
    expect(having(hr, 'employeeStatus', 'leaver').length).toBeGreaterThan(50)
    expect(having(hr, 'employeeType', 'contractor').length).toBeGreaterThan(50)
    const readme = readFileSync(resolve(FOLDER, 'README.md'), 'utf8')
    for (const count of [peopleIn(contoso).length, groupsIn(contoso).length, groupsIn(fabrikam).length]) {
      expect(readme).toContain(count.toLocaleString('en'))
    }
  })

  test('has keys that are unique and references that lead somewhere', () => {
    for (const objects of [hr, contoso, fabrikam]) {
      const names = new Set(objects.map(object => dnKey(object.dn)))
      expect(names.size).toBe(objects.length)
      expect(new Set(objects.map(object => object.anchor)).size).toBe(objects.length)
      const references = objects.flatMap(({ attributes }) =>
        ['manager', 'managerID', 'member', 'owner'].flatMap(attribute => valuesOf(attributes, attribute)),
      )
      expect(references.length).toBeGreaterThan(400)
      expect(references.filter(reference => !names.has(dnKey(reference)))).toEqual([])
    }
    const accounts = [...peopleIn(contoso), ...peopleIn(fabrikam)].map(person => first(person, 'uid'))
    expect(accounts.filter(account => !/^[a-z0-9.]+$/.test(account))).toEqual([])
    for (const objects of [contoso, fabrikam]) {
      expect(new Set(peopleIn(objects).map(person => first(person, 'uid'))).size).toBe(peopleIn(objects).length)
    }
  })

  test('joins by employee number, or by mail address where there is none', () => {
    const numbers = new Set(hr.map(object => first(object, 'employeeID')))
    const mails = new Set(hr.map(object => first(object, 'mail').toLowerCase()))
    const people = peopleIn(contoso)
    const numbered = people.filter(person => first(person, 'employeeNumber') !== '')
    expect(numbered.filter(person => !numbers.has(first(person, 'employeeNumber')))).toEqual([])
    const others = people.filter(person => first(person, 'employeeNumber') === '')
    const byMail = others.filter(person => mails.has(first(person, 'mail')))
    expect(byMail.length).toBeGreaterThan(5)
    expect(others.length - byMail.length).toBe(14)
    expect(hr.some(object => /[A-Z]/.test(first(object, 'mail')))).toBe(true)
  })

  test('has exactly one person in all three, known by the mail address', () => {
    const mails = new Set(peopleIn(contoso).map(person => first(person, 'mail')))
    const [shared, ...others] = peopleIn(fabrikam).filter(person => mails.has(first(person, 'mail')))
    expect(others).toEqual([])
    const mail = first(shared as AddDelta, 'mail')
    expect(having(hr, 'mail', mail).map(object => first(object, 'employeeStatus'))).toEqual(['active'])
    expect(having(contoso, 'mail', mail).map(object => first(object, 'employeeNumber'))).toEqual([''])
  })

  test('has names as they are in the world: clashes, letters of many scripts, commas, quotation marks', () => {
    const names = hr.map(object => `${first(object, 'givenName')} ${first(object, 'sn')}`)
    expect(names.length - new Set(names).size).toBeGreaterThan(100)
    for (const script of ['Latin', 'Greek', 'Cyrillic', 'Han', 'Hebrew', 'Arabic', 'Devanagari']) {
      expect(names.some(name => new RegExp(`\\p{Script=${script}}`, 'u').test(name))).toBe(true)
    }
    const escaped = contoso.filter(object => object.dn.includes('\\,'))
    expect(escaped.length).toBeGreaterThan(1_000)
    expect(hr.some(object => first(object, 'title').includes('"'))).toBe(true)
    expect(groupsIn(contoso).map(group => first(group, 'cn'))).toEqual(
      expect.arrayContaining(['Research, Development', 'Project #Nova', 'Project Phoenix+']),
    )
    expect(hr.some(object => valuesOf(object.attributes, 'phones').length === 3)).toBe(true)
  })

  test('has photos that no two people share, and that are pictures', () => {
    const photos = [...peopleIn(contoso), ...peopleIn(fabrikam)].flatMap(({ attributes }) =>
      valuesOf(attributes, 'jpegPhoto'),
    )
    expect(photos.length).toBeGreaterThan(50)
    expect(new Set(photos).size).toBe(photos.length)
    expect(photos.filter(photo => !photo.startsWith('/9j//g'))).toEqual([])
  })

  test('has one group with everybody, groups in groups, and two that hold each other', () => {
    const groups = new Map(groupsIn(contoso).map(group => [dnKey(group.dn), group]))
    const insiders = peopleIn(contoso).filter(person => !person.dn.includes('ou=External'))
    const everybody = having(contoso, 'cn', 'All Staff')[0] as AddDelta
    expect(valuesOf(everybody.attributes, 'member')).toHaveLength(insiders.length)
    const membersOf = (name: string) =>
      valuesOf((having(contoso, 'cn', name)[0] as AddDelta).attributes, 'member').map(dnKey)
    const nested = membersOf('Manufacturing').filter(member => groups.has(member))
    expect(nested.length).toBeGreaterThan(10)
    const [aurora, borealis] = ['Project Aurora', 'Project Borealis'].map(name =>
      dnKey(having(contoso, 'cn', name)[0]?.dn ?? ''),
    )
    expect(membersOf('Project Aurora')).toContain(borealis)
    expect(membersOf('Project Borealis')).toContain(aurora)
  })
})
