import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openConfiguration } from '../../src/configuration/check.js'
import type { ImportReport } from '../../src/configuration/mim/report.js'
import { filesOf } from '../configuration/mim/exports.js'
import { newPlace, type Place } from './support.js'

let place: Place

beforeEach(async () => {
  place = await newPlace()
  await mkdir(join(place.folder, 'export'))
  for (const [name, bytes] of filesOf('sharepoint-sample')) await writeFile(join(place.folder, 'export', name), bytes)
})
afterEach(() => place.leave())

const text = (path: string): Promise<string> => readFile(join(place.folder, path), 'utf8')

test('writes a configuration that hub plan takes, its modules and the report, and says what is to be done', async () => {
  const { code, out } = await place.hub('import-mim', 'export', 'new')
  expect(code).toBe(0)
  expect(out).toMatch(/^ADMA +AD +active-directory/m)
  expect(out).toMatch(/^ADMA +import flow +person +24 +24$/m)
  expect(out).toMatch(/^SPMA +export flow +user → person +25 +24$/m)
  expect(out).toContain('  and 7 more, which the report file lists')
  expect(out).toContain('ADMA_PASSWORD')
  expect(out).toContain('Go on with hub plan new/hub.yaml')
  const report = await text('new/import-report.txt')
  expect(report).toContain('SPMA: export flow contact to contact.SPS-DistinguishedName')
  expect(report).not.toContain('\u001b')
  const { warnings, files } = await openConfiguration(join(place.folder, 'new'))
  expect(warnings).toHaveLength(2)
  expect([...(files?.keys() ?? [])].sort()).toEqual(
    ['ADMA', 'SPMA', 'domains', 'metaverse', 'sharepoint-sample'].map(name => `rules/${name}.ts`),
  )
  const planned = await place.hub('plan', 'new')
  expect([planned.code, planned.out]).toEqual([
    10,
    expect.stringContaining('SPMA  full import, then full synchronization'),
  ])
})

test('--json gives the report as one object; --files puts files in place of the sources', async () => {
  const { code, out } = await place.hub('import-mim', 'export', '--files', '--json')
  expect(code).toBe(0)
  const report = JSON.parse(out) as ImportReport & { files: string[] }
  expect(report.files).toContain('hub.yaml')
  expect(report.agents.map(({ agent, connector }) => [agent, connector])).toEqual([
    ['ADMA', 'file'],
    ['SPMA', 'file'],
  ])
  expect(report.notCarried).toEqual([])
  expect(await text('hub.yaml')).toContain('path: ADMA.ldif')
})

test('nothing is written over a file that is there, and then nothing at all', async () => {
  await mkdir(join(place.folder, 'rules'))
  await writeFile(join(place.folder, 'rules/SPMA.ts'), 'mine')
  const { code, error } = await place.hub('import-mim', 'export')
  expect([code, error]).toEqual([2, expect.stringContaining('rules/SPMA.ts is there already, and is left as it is')])
  expect(await text('rules/SPMA.ts')).toBe('mine')
  await expect(text('hub.yaml')).rejects.toThrow('ENOENT')
})

test('what is no export is refused with its place, and nothing is written', async () => {
  const missing = await place.hub('import-mim', 'nowhere', 'new')
  expect([missing.code, missing.error]).toEqual([3, expect.stringContaining('nowhere does not exist')])
  const file = await place.hub('import-mim', 'export/MV.XML', 'new')
  expect([file.code, file.error]).toEqual([3, expect.stringContaining('is not a folder')])
  await writeFile(join(place.folder, 'export/MA-SPMA.XML'), '<saved-ma-configuration>\n  <ma-data>')
  const cut = await place.hub('import-mim', 'export', 'new', '--json')
  expect([cut.code, cut.error]).toEqual([3, expect.stringContaining('MA-SPMA.XML:2:')])
  expect(JSON.parse(cut.out)).toMatchObject({ problems: [{ where: { file: 'MA-SPMA.XML', line: 2 } }] })
  await rm(join(place.folder, 'export/MV.XML'))
  const bare = await place.hub('import-mim', 'export', 'new')
  expect([bare.code, bare.error]).toEqual([3, expect.stringContaining('export has no MV.XML')])
  await expect(text('new/hub.yaml')).rejects.toThrow('ENOENT')
})
