import { expect, test } from '@jest/globals'
import { toJSONSchema } from 'zod'
import { checkAgent } from '../../src/configuration/check-agent.js'
import type { AgentDocument } from '../../src/configuration/document.js'
import { newReport } from '../../src/configuration/report.js'
import { type Check, type Connector, capabilitiesWith } from '../../src/connectors/connector.js'
import type { Spoken, Started } from './conformance-subject.js'
import { ADA } from './people.js'
import { codesOf, connectorError, openSession, readAll, writeAll } from './reading.js'

/** Every capability that is declared has its method, and every other one is absent and refused. */
export function declarationTests(at: Spoken, now: () => Started): void {
  const { connector, capabilities } = at

  test('can do with the settings of this source what is said of it', () => {
    expect(capabilitiesWith(connector, now().opening.settings)).toEqual(capabilities)
  })

  test('has exactly the methods its capabilities say', async () => {
    await using session = await openSession(now().opening)
    expect(session.write !== undefined).toBe(capabilities.export)
    expect(session.discover !== undefined).toBe(capabilities.discovery)
    expect(session.watch !== undefined).toBe(capabilities.watch)
    expect(session.setPassword !== undefined).toBe(capabilities.passwords)
    expect(session.changePassword !== undefined).toBe(capabilities.passwords)
    if (!capabilities.export) expect(session.flush).toBeUndefined()
  })

  test('describes every setting and refuses unknown ones', () => {
    const schema = toJSONSchema(connector.settings, { io: 'input' }) as JsonSchema
    expect(undescribed(schema)).toEqual([])
    const wrong = connector.settings.safeParse({ ...(now().opening.settings as object), noSuchSetting: 1 })
    expect(wrong.error?.message).toContain('noSuchSetting')
  })

  test('a configuration may ask for what is declared, and for nothing else', () => {
    const settings = now().opening.settings as AgentDocument['settings']
    const steps = [
      ['full-import', 'fullImport'],
      ['delta-import', 'deltaImport'],
      ['export', 'export'],
    ] as const
    for (const [step, ability] of steps) {
      const refused = configurationProblems(connector, { settings, runProfiles: { one: [step] } })
      expect(refused).toEqual(capabilities[ability] ? [] : [`The connector ${connector.name} has no ${step}`])
    }
    const exporting = configurationProblems(connector, { settings, deprovisioning: 'delete-object' })
    expect(exporting).toEqual(capabilities.export ? [] : [`The connector ${connector.name} cannot export`])
  })

  if (capabilities.discovery) {
    test('discovers the types and attributes that are there', async () => {
      await using session = await openSession(now().opening)
      const found = new Map((await session.discover?.())?.map(type => [type.name, type.attributes]))
      for (const { name, attributes } of at.types) {
        const names = found.get(name)?.map(one => one.name.toLowerCase())
        // What an inferring source or an auxiliary class does not tell, the suite's boolean attribute, is no part of this.
        const expected = attributes.map(one => one.name.toLowerCase()).filter(one => one !== 'hubactive')
        expect(names).toEqual(expect.arrayContaining(expected))
      }
    })
  }
  if (!capabilities.deltaImport) {
    test('refuses a delta import', async () => {
      const error = await connectorError(readAll(now().opening, { mode: 'delta', watermark: '1' }))
      expect(error.status).toBe('no-start-delta-step-type-not-configured')
    })
  }
  if (capabilities.export && !capabilities.rename) {
    test('refuses another name and changes nothing', async () => {
      const before = at.comparable((await readAll(now().opening)).deltas)
      const rename = { kind: 'modify', dn: ADA.dn, newDn: ADA.dn.replace('Ada', 'Eda'), changes: {} } as const
      expect(codesOf(await writeAll(now().opening, [at.say(rename)]))).not.toContain('ok')
      expect(at.comparable((await readAll(now().opening)).deltas)).toEqual(before)
    })
  }
  if (connector.test !== undefined) {
    test('finds nothing wrong with a source that works, and tells what is wrong with one that does not', async () => {
      const good = await checksOf(at, now())
      expect(good.length).toBeGreaterThan(0)
      expect(good.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      expect(good.every(({ name, message }) => name !== '' && message !== '')).toBe(true)
      await now().source.breakOff?.()
      const bad = now().source.breakOff === undefined ? [] : await checksOf(at, now())
      const failed = bad.filter(({ outcome }) => outcome === 'failed')
      if (now().source.breakOff !== undefined) expect(failed.length).toBeGreaterThan(0)
      for (const { problem } of failed)
        expect(problem).toMatchObject({ code: expect.any(String), hint: expect.any(String) })
    })
  }
}

async function checksOf({ connector }: Spoken, { opening }: Started): Promise<Check[]> {
  const { settings, types, folder = '/' } = opening
  const signal = new AbortController().signal
  const checks: Check[] = []
  for await (const check of connector.test?.(connector.settings.parse(settings), { folder, types, signal }) ?? []) {
    checks.push(check)
  }
  return checks
}

/** What a configuration is told that asks this of an agent of the connector; its settings are no part of it. */
function configurationProblems(connector: Connector, asked: Partial<AgentDocument>): string[] {
  const report = newReport(() => ({ file: 'hub.yaml', line: 1, column: 1 }))
  const written = { connector: connector.name, settings: {}, objects: {}, runProfiles: {}, ...asked } as AgentDocument
  checkAgent('one', written, { names: [connector.name], named: () => connector }, report)
  return report.problems.map(({ message }) => message).filter(message => message.startsWith('The connector'))
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema & { readonly description?: string }>>
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
}

function undescribed(schema: JsonSchema): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description ? [] : [name]),
    ...undescribed(property),
  ])
  return [...own, ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap(undescribed)]
}
