import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

interface Servers {
  missingServers(path: string): readonly { readonly program: string; readonly packages: readonly string[] }[]
  install(
    packages: readonly string[],
    machine: { run: (program: string, parameters: string[]) => boolean; policyFile: string },
  ): boolean
}

// Plain JavaScript, since it runs before anything is built.
const script = '../../scripts/servers.js'
const { missingServers, install } = (await import(script)) as Servers

let folder: string
let policyFile: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-hub-servers-'))
  policyFile = join(folder, 'policy-rc.d')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a server is missing until its program can be run', () => {
  const all = missingServers(folder).map(server => server.program)
  expect(all).toEqual(expect.arrayContaining(['slapd', 'ldapsearch', 'samba-tool', 'ns-slapd', 'mariadbd', 'chromium']))
  writeFileSync(join(folder, 'slapd'), '')
  expect(missingServers(folder).map(server => server.program)).toEqual(all)
  chmodSync(join(folder, 'slapd'), 0o755)
  const rest = all.filter(program => program !== 'slapd')
  expect(missingServers(`/nowhere:${folder}`).map(server => server.program)).toEqual(rest)
})

test('services are kept from starting while packages are installed, and at the next boot', () => {
  const ran: string[] = []
  const run = (program: string, parameters: string[]) => {
    ran.push([program, ...parameters].join(' '))
    expect(readFileSync(policyFile, 'utf8')).toContain('exit 101')
    expect(statSync(policyFile).mode & 0o111).toBe(0o111)
    return true
  }
  expect(install(['slapd'], { run, policyFile })).toBe(true)
  expect(ran).toEqual(['apt-get install --yes --quiet --no-install-recommends slapd', 'update-rc.d slapd disable'])
  expect(existsSync(policyFile)).toBe(false)
})

test('the list of packages is refreshed once when a package is not found; a failure is told and leaves nothing behind', () => {
  const ran: string[] = []
  const run = (_program: string, parameters: string[]) => {
    ran.push(parameters[0] ?? '')
    return parameters[0] === 'update'
  }
  expect(install(['ldap-utils'], { run, policyFile })).toBe(false)
  expect(ran).toEqual(['install', 'update', 'install'])
  expect(existsSync(policyFile)).toBe(false)
})

test('a policy of the machine itself is left as it is', () => {
  writeFileSync(policyFile, 'own')
  install(['ldap-utils'], { run: () => true, policyFile })
  expect(readFileSync(policyFile, 'utf8')).toBe('own')
})
