import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { importLines } from '../../../src/cli/import-mim-text.js'
import { inspectConfiguration } from '../../../src/configuration/check.js'
import type { HubDocument } from '../../../src/configuration/document.js'
import type { RuleKind } from '../../../src/configuration/mim/report.js'
import { readText } from '../../../src/configuration/read.js'
import { filesOf, imported, ports, SAMPLES, type Sample } from './exports.js'

const extensions = (files: ReadonlyMap<string, string>) => new Map([...files].filter(([path]) => path.endsWith('.ts')))

/** How many rules of each kind and type an importer read, of one agent's file or of the metaverse's. */
function readCounts(sample: Sample, file: string): Record<string, number> {
  const { agents, counts } = imported(sample).report
  const agent = agents.find(each => each.file === file)?.name
  const isFlow = (kind: RuleKind) => kind === 'import flow'
  const mine = counts.filter(({ agent: of, kind }) =>
    agent === undefined ? isFlow(kind) || kind === 'deletion rule' : of === agent && !isFlow(kind),
  )
  const sums: Record<string, number> = {}
  for (const { kind, of, read } of mine) {
    const key = `${kind} ${kind.endsWith('flow') ? of : ''}`.trim()
    sums[key] = (sums[key] ?? 0) + read
  }
  return sums
}

/** The same, counted in the text with nothing of the importer. */
function countsInText(text: string): Record<string, number> {
  const counts: Record<string, number> = {}
  const count = (key: string, within: string, pattern: RegExp) => {
    const found = within.match(pattern)?.length ?? 0
    if (found > 0) counts[key] = (counts[key] ?? 0) + found
  }
  const attribute = (tag: string, name: string) => new RegExp(`${name}=["']([^"']*)["']`).exec(tag)?.[1] ?? ''
  const sets = (name: string) =>
    text
      .split(new RegExp(`<${name}(?=\\s)`))
      .slice(1)
      .map(part => ({ tag: part.slice(0, part.indexOf('>')), inside: part.split(`</${name}>`)[0] ?? '' }))
  for (const { tag, inside } of sets('import-flow-set'))
    count(`import flow ${attribute(tag, 'mv-object-type')}`, inside, /<import-flow\s/g)
  for (const { tag, inside } of sets('export-flow-set')) {
    const of = `${attribute(tag, 'cd-object-type')} → ${attribute(tag, 'mv-object-type')}`
    count(`export flow ${of}`, inside, /<export-flow\s+cd-attribute/g)
  }
  count('filter', text, /<filter-alternative\s/g)
  count('filter', text, /<filter-set\s[^>]*type=["']scripted["']/g)
  count('join', text, /<join-criterion\s/g)
  count('projection', text, /<class-mapping\s/g)
  count('deprovisioning', text, /<provisioning-cleanup\s/g)
  count('run profile', text, /<run-configuration>/g)
  count('deletion rule', text, /<mv-deletion-rule\s/g)
  return counts
}

/** How many rules of each kind a document has. */
function countsInDocument({ agents = {}, metaverse }: HubDocument): Record<string, number> {
  const types = Object.values(agents).flatMap(({ objects }) => Object.values(objects))
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  const keys = (value: object = {}) => Object.keys(value).length
  const flows = (sides: object = {}) => sum(Object.values(sides).map(keys))
  const counts = {
    filter: sum(types.map(({ filter }) => (filter === 'extension' ? 1 : (filter?.length ?? 0)))),
    join: sum(types.map(({ join }) => join?.length ?? 0)),
    projection: types.filter(({ projection }) => projection !== undefined).length,
    'import flow': sum(types.map(type => flows(type.import))),
    'export flow': sum(types.map(type => flows(type.export))),
    'run profile': sum(Object.values(agents).map(({ runProfiles }) => keys(runProfiles))),
    'deletion rule': Object.values(metaverse?.types ?? {}).filter(({ deletion }) => deletion !== undefined).length,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

const FILES = SAMPLES.flatMap(sample => [...filesOf(sample)].map(([file, bytes]) => ({ sample, file, bytes })))

test('semantics-22: there are 16 files', () => expect(FILES).toHaveLength(16))

test.each(FILES)('semantics-22: $sample/$file has as many rules as its text', ({ sample, file, bytes }) => {
  const counted = countsInText(bytes.toString('utf8'))
  expect(readCounts(sample, file)).toEqual(counted)
})

test('semantics-22: the SharePoint sample has the rules that were counted by hand', () => {
  expect(readCounts('sharepoint-sample', 'MV.XML')).toMatchObject({
    'import flow person': 24,
    'import flow group': 8,
    'import flow domain': 3,
    'import flow crossref': 3,
    'import flow contact': 6,
  })
  expect(readCounts('sharepoint-sample', 'MA-SPMA.XML')).toMatchObject({
    'export flow user → person': 25,
    'export flow group → group': 8,
    'export flow contact → contact': 4,
  })
})

test('semantics-22: with files in place of the sources, every rule of the SharePoint sample is converted', () => {
  const { counts, notCarried } = imported('sharepoint-sample', true).report
  expect(notCarried).toEqual([])
  expect(counts.filter(({ read, converted }) => read !== converted)).toEqual([])
})

test.each(SAMPLES)('%s: every rule is converted, or told with its place and what to do', sample => {
  const { counts, notCarried, decisions } = imported(sample).report
  const left = counts.reduce((sum, { read, converted }) => sum + read - converted, 0)
  expect(notCarried).toHaveLength(left)
  for (const { where, what, remedy } of [...notCarried, ...decisions]) {
    expect(where).toEqual({
      file: expect.stringMatching(/\.XML$/),
      line: expect.any(Number),
      column: expect.any(Number),
    })
    expect([what, remedy]).toEqual([expect.stringMatching(/\S{2}/), expect.stringMatching(/\S{2}.*\.$|provision:/)])
  }
})

describe.each(SAMPLES.flatMap(sample => [false, true].map(files => ({ sample, files }))))(
  '$sample (files: $files)',
  ({ sample, files: standIn }) => {
    const { files, report } = imported(sample, standIn)
    const text = files.get('hub.yaml') ?? ''

    test('is a configuration that the hub takes', () => {
      expect(inspectConfiguration(readText(text, 'hub.yaml', extensions(files))).problems).toEqual([])
    })

    test('has the rules that the report calls converted', () => {
      const converted: Record<string, number> = {}
      for (const count of report.counts) {
        // The default deprovisioning is not written, and provisioning is a module.
        if (count.converted === 0 || count.kind === 'deprovisioning' || count.kind === 'provisioning') continue
        converted[count.kind] = (converted[count.kind] ?? 0) + count.converted
      }
      expect(countsInDocument(parse(text) as HubDocument)).toEqual(converted)
    })

    test('holds no password, and says which are needed', () => {
      expect(text).not.toContain('Pa$$w0rd')
      const variables = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, variable]) => variable)
      expect(report.secrets.map(({ variable }) => variable).sort()).toEqual(variables.sort())
    })

    test('is what was read and found right', () => {
      const modules = [...files].filter(([path]) => path.endsWith('.ts') && !ports().has(path.replace('rules/', '')))
      const all: Record<string, string> = {
        yaml: text,
        'modules.txt': modules.map(([path, module]) => `==> ${path}\n${module}`).join('\n'),
        'report.txt': `${importLines(report).join('\n')}\n`,
      }
      for (const [kind, written] of Object.entries(all)) {
        const path = `test/configuration/mim/golden/${sample}${standIn ? '-files' : ''}.${kind}`
        if (process.env.UPDATE === '1' && process.env.CI !== 'true') writeFileSync(path, written)
        expect({ path, there: existsSync(path) }).toEqual({ path, there: true })
        expect(written).toBe(readFileSync(path, 'utf8'))
      }
    })
  },
)
