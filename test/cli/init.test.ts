import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { TEMPLATES } from '../../src/cli/init/templates.js'
import { openConfiguration } from '../../src/configuration/check.js'
import { newPlace, type Place } from './support.js'

let place: Place

beforeEach(async () => {
  place = await newPlace()
})
afterEach(() => place.leave())

const ANSWERS: Readonly<Record<string, string>> = {
  server: 'ldaps://dc1.contoso.com',
  bindDn: 'svc-hub@contoso.com',
  domain: 'DC=contoso,DC=com',
  container: 'OU=People,DC=contoso,DC=com',
  peopleOu: 'OU=People,DC=contoso,DC=com',
  netbios: 'CONTOSO',
  farm: 'https://my.contoso.com',
  farmUser: 'svc-farm',
  upnSuffix: 'contoso.com',
  firstServer: 'ldaps://dc1.contoso.com',
  firstBindDn: 'svc-hub@contoso.com',
  firstNetbios: 'CONTOSO',
  secondServer: 'ldaps://dc1.fabrikam.com',
  secondBindDn: 'svc-hub@fabrikam.com',
  secondNetbios: 'FABRIKAM',
  intranet: 'https://my.contoso.com',
  partners: 'https://partners.contoso.com',
}

const setting = (name: string): string[] => {
  const template = TEMPLATES.find(each => each.name === name)
  return (template?.questions ?? []).flatMap(question => {
    const answer = ANSWERS[question.name]
    return answer === undefined ? [] : ['--set', `${question.name}=${answer}`]
  })
}

describe.each(TEMPLATES.map(({ name }) => name))('%s', name => {
  test('is a configuration that passes every check without a warning, and says how to go on', async () => {
    const { code, out } = await place.hub('init', name, 'fresh', ...setting(name))
    expect([code, out]).toEqual([0, expect.stringContaining('fresh/hub.yaml is written.')])
    const file = join(place.folder, 'fresh/hub.yaml')
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain('{{')
    expect(text.startsWith('#')).toBe(true)
    const { warnings } = await openConfiguration(file)
    expect(warnings).toEqual([])
    for (const secret of TEMPLATES.find(each => each.name === name)?.secrets ?? []) {
      expect(out).toContain(secret)
      expect(text).toContain(`\${env:${secret}}`)
    }
  })
})

test('a file that is there stays as it is', async () => {
  await place.hub('init', 'contoso')
  const before = await readFile(join(place.folder, 'hub.yaml'), 'utf8')
  for (const name of ['contoso', 'ad-import']) {
    const { code, error } = await place.hub('init', name, '.', ...setting(name))
    expect(code).toBe(2)
    expect(error).toContain('hub.yaml is there already, and is left as it is')
  }
  expect(await readFile(join(place.folder, 'hub.yaml'), 'utf8')).toBe(before)
})

test.each([
  [['init', 'ad-imprt'], 'There is no template ad-imprt', 'Did you mean ad-import?'],
  [['init', 'ad-import', '--set', 'sever=x'], 'ad-import does not ask for sever', 'Did you mean server?'],
  [['init', 'ad-import', '--set', 'server=dc1'], 'does not look like ldaps://dc1.contoso.com', '--set server='],
  [['init', 'ad-import'], 'there is no answer', '--set server=ldaps://dc1.contoso.com'],
  [['init', 'ad-import', ...setting('ad-import'), '--set', "netbios=A'B"], 'has quotes', 'into the file afterwards'],
])('hub %j is refused, and nothing is written', async (parameters, message, hint) => {
  const { code, error } = await place.hub(...parameters)
  expect(code).toBe(2)
  expect(error).toContain(message)
  expect(error).toContain(hint)
  await expect(readFile(join(place.folder, 'hub.yaml'))).rejects.toThrow('ENOENT')
})
