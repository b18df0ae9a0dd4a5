import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { toJSONSchema } from 'zod'
import type { Connector, ObjectTypeSelection, Session } from '../../src/connectors/connector.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { watchingTests } from './conformance-watching.js'
import { writingTests } from './conformance-writing.js'
import { ADA, BARE, comparable, GROUP, ODD, PERSON, person, TEAM } from './people.js'
import { connectorError, type Opening, openSession, pagesOf, type Read, readAll } from './reading.js'

/** One connector, and how to give it a real source. */
export interface Subject {
  readonly connector: Connector
  /** Selections beyond {@link PERSON} and {@link GROUP}, if the source needs more. */
  readonly types?: readonly ObjectTypeSelection[]
  /** What the source needs in a new object beyond what the suite says. */
  readonly complete?: (delta: AddDelta) => AddDelta
  /** Makes a source that holds these objects, without the connector's help. */
  start(objects: readonly AddDelta[]): Promise<RunningSource>
}

export interface RunningSource {
  readonly settings: unknown
  readonly folder?: string
  /** Changes the source as somebody else would; needed where delta imports are claimed. */
  change?(deltas: readonly Delta[]): Promise<void>
  stop(): Promise<void>
}

/** Holds a connector to the contract of connector.ts. */
export function conformance(title: string, subject: Subject): void {
  describe(`${title} keeps the contract of connectors`, () => {
    const complete = subject.complete ?? (delta => delta)
    const seed = [ADA, ODD, BARE, TEAM].map(complete)
    let source: RunningSource
    let opening: Opening
    const start = async (objects: readonly AddDelta[]) => {
      source = await subject.start(objects)
      const types = subject.types ?? [PERSON, GROUP]
      opening = {
        connector: subject.connector,
        settings: source.settings,
        types,
        ...(source.folder && { folder: source.folder }),
      }
    }

    describe('with four objects', () => {
      beforeEach(() => start(seed))
      afterEach(() => source.stop())
      readingTests(() => opening, seed)
      declarationTests(() => opening, subject.connector)
      if (subject.connector.capabilities.export) writingTests(() => opening, complete)
      if (subject.connector.capabilities.watch)
        watchingTests(
          () => opening,
          async deltas => source.change?.(deltas),
          ADA.dn,
        )
      if (subject.connector.capabilities.deltaImport)
        deltaTests(
          () => opening,
          () => source,
        )
    })

    test('an empty source is a complete read of nothing', async () => {
      await start([])
      try {
        await using session = await openSession(opening)
        const pages = await pagesOf(session)
        expect(pages.flatMap(page => page.deltas)).toEqual([])
        expect(pages.at(-1)?.end).toBeDefined()
      } finally {
        await source.stop()
      }
    })

    test('a read that is cancelled ends with an error and never with an end', async () => {
      await start(Array.from({ length: 400 }, (_, i) => complete(person(`Person ${i}`))))
      try {
        const controller = new AbortController()
        await using session = await openSession(opening)
        const ends: unknown[] = []
        const read = async () => {
          for await (const page of session.read({ mode: 'full', pageSize: 10, signal: controller.signal })) {
            ends.push(page.end)
            controller.abort()
          }
        }
        const error = await connectorError(read())
        expect(error.problem.code).toBe('run.cancelled')
        expect(ends.filter(end => end !== undefined)).toEqual([])
      } finally {
        await source.stop()
      }
    })
  })
}

function declarationTests(opening: () => Opening, connector: Connector): void {
  test('has exactly the methods its capabilities say', async () => {
    await using session: Session = await openSession(opening())
    expect(session.write !== undefined).toBe(connector.capabilities.export)
    expect(session.discover !== undefined).toBe(connector.capabilities.discovery)
    expect(session.watch !== undefined).toBe(connector.capabilities.watch)
    expect(session.setPassword !== undefined).toBe(connector.capabilities.passwords)
    expect(session.changePassword !== undefined).toBe(connector.capabilities.passwords)
  })

  test('describes every setting and refuses unknown ones', () => {
    const schema = toJSONSchema(connector.settings, { io: 'input' }) as JsonSchema
    expect(undescribed(schema)).toEqual([])
    const wrong = connector.settings.safeParse({ ...(opening().settings as object), noSuchSetting: 1 })
    expect(wrong.error?.message).toContain('noSuchSetting')
  })

  if (connector.capabilities.discovery) {
    test('discovers the types and attributes that are there', async () => {
      await using session = await openSession(opening())
      const types = (await session.discover?.()) ?? []
      const found = types.find(({ name }) => name === 'inetOrgPerson')?.attributes.map(({ name }) => name.toLowerCase())
      expect(found).toEqual(expect.arrayContaining(['cn', 'sn', 'description', 'manager']))
    })
  }
  if (!connector.capabilities.deltaImport) {
    test('refuses a delta import', async () => {
      const error = await connectorError(readAll(opening(), { mode: 'delta', watermark: '1' }))
      expect(error.status).toBe('no-start-delta-step-type-not-configured')
    })
  }
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

function readingTests(opening: () => Opening, seed: readonly AddDelta[]): void {
  test('reads every object whole: binary, several values, none, names with commas', async () => {
    const { deltas, problems } = await readAll(opening())
    expect(problems).toEqual([])
    expect(comparable(deltas)).toEqual(comparable(seed))
  })

  test('gives every object an anchor of its own, the same at every read', async () => {
    const anchors = async () => new Map((await readAll(opening())).deltas.map(({ dn, anchor }) => [dn, anchor]))
    const [first, second] = [await anchors(), await anchors()]
    expect(second).toEqual(first)
    expect(new Set(first.values()).size).toBe(seed.length)
    expect([...first.values()].every(anchor => typeof anchor === 'string' && anchor !== '')).toBe(true)
  })

  test('reads in pages, and only the last carries the end', async () => {
    await using session = await openSession(opening())
    const pages = await pagesOf(session, { pageSize: 2 })
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.every(page => page.deltas.length <= 2)).toBe(true)
    expect(pages.map(page => page.end !== undefined)).toEqual(pages.map((_, i) => i === pages.length - 1))
    expect(comparable(pages.flatMap(page => page.deltas))).toEqual(comparable(seed))
  })

  test('reads only what is selected', async () => {
    const types: ObjectTypeSelection[] = [
      { name: 'inetOrgPerson', attributes: [{ name: 'sn', type: 'string', multivalued: false }] },
    ]
    const { deltas } = await readAll({ ...opening(), types })
    expect(deltas).toHaveLength(3)
    expect(deltas.every(delta => delta.kind === 'add' && Object.keys(delta.attributes).join() === 'sn')).toBe(true)
  })
}

/** The surname that a delta gives its object; undefined when it gives none. */
function surnameIn(delta: Delta): readonly string[] | undefined {
  if (delta.kind === 'add') return delta.attributes.sn
  return delta.kind === 'modify'
    ? delta.changes.sn?.find(({ operation }) => operation === 'replace')?.values
    : undefined
}

/** The anchors of what is gone, in whatever way the source tells it. */
function anchorsGone({ deltas, gone, listed }: Read, before: readonly Delta[]): string[] {
  const deleted = deltas.flatMap(({ kind, anchor, dn }) => {
    if (kind !== 'delete') return []
    return [anchor ?? before.find(one => one.dn === dn)?.anchor ?? '']
  })
  const unlisted = before.flatMap(({ anchor = '' }) =>
    listed === undefined || listed.includes(anchor) ? [] : [anchor],
  )
  return [...deleted, ...gone, ...unlisted]
}

function deltaTests(opening: () => Opening, source: () => RunningSource): void {
  const changes: Delta[] = [
    { kind: 'modify', dn: ADA.dn, changes: { sn: [{ operation: 'replace', values: ['Lovelace'] }] } },
    { kind: 'delete', dn: BARE.dn },
  ]

  test('a delta import goes on where the last import ended, and tells nothing twice', async () => {
    const full = await readAll(opening())
    const anchorOf = (dn: string) => full.deltas.find(delta => delta.dn === dn)?.anchor ?? ''
    const nothing = await readAll(opening(), { mode: 'delta', watermark: full.watermark ?? '' })
    expect(nothing.deltas).toEqual([])
    expect(nothing.gone).toEqual([])
    await source().change?.(changes)
    const first = await readAll(opening(), { mode: 'delta', watermark: nothing.watermark ?? '' })
    expect(first.deltas.filter(({ kind }) => kind !== 'delete').map(({ anchor }) => anchor)).toEqual([anchorOf(ADA.dn)])
    expect(first.deltas.map(surnameIn).filter(name => name !== undefined)).toEqual([['Lovelace']])
    expect(anchorsGone(first, [...full.deltas])).toEqual([anchorOf(BARE.dn)])
    const second = await readAll(opening(), { mode: 'delta', watermark: first.watermark ?? '' })
    expect(second.deltas).toEqual([])
    expect(second.gone).toEqual([])
  })

  test('changes before a full import are not told again by the delta import after it', async () => {
    await source().change?.(changes)
    const full = await readAll(opening())
    expect((await readAll(opening(), { mode: 'delta', watermark: full.watermark ?? '' })).deltas).toEqual([])
  })

  test('a watermark that is none asks for a full import', async () => {
    const error = await connectorError(readAll(opening(), { mode: 'delta', watermark: 'nonsense' }))
    expect([error.status, error.problem.code]).toEqual(['no-start-full-import-required', 'source.watermark-missing'])
  })
}
