import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { conformance } from './conformance.js'
import { changed } from './conformance-state.js'
import { dsmlDocument, dsmlElement, dsmlRequest } from './dsml.js'
import { GROUP, PERSON } from './people.js'
import { csvLine, joined, ldifRecord } from './texts.js'

const KEY = { name: 'key', type: 'string', multivalued: false } as const
const COLUMNS = ['key', 'dn', 'type', ...new Set([...PERSON.attributes, ...GROUP.attributes].map(({ name }) => name))]
const withKey = (type: ObjectTypeSelection): ObjectTypeSelection => ({ ...type, attributes: [KEY, ...type.attributes] })
let keys = 1
const complete = (delta: AddDelta): AddDelta => ({ ...delta, attributes: { key: [`k${keys++}`], ...delta.attributes } })

const cellsOf = (object: AddDelta): string[] =>
  COLUMNS.map(name => {
    if (name === 'dn') return object.dn
    if (name === 'type') return object.objectType
    const values = object.attributes[name] ?? []
    const isMultivalued = [...PERSON.attributes, ...GROUP.attributes].some(one => one.name === name && one.multivalued)
    return isMultivalued ? joined(values) : (values[0] ?? '')
  })

/** What a file holds, as somebody else keeps it: each change is made, and told as it was and as it then is. */
function ledger(objects: readonly AddDelta[]) {
  const held = new Map(objects.map(object => [object.dn, object]))
  return {
    objects: () => [...held.values()],
    change(delta: Delta): AddDelta {
      const before = held.get(delta.dn)
      const after = delta.kind === 'add' ? delta : before
      if (after === undefined) throw new Error(`no ${delta.dn}`)
      const now = delta.kind === 'modify' ? changed(after, delta) : after
      held.delete(delta.dn)
      if (delta.kind !== 'delete') held.set(now.dn, now)
      return now
    },
  }
}

/** What cuts a file off behind its middle, as an interrupted delivery does. */
const cutOff = async (path: string) => truncate(path, Math.floor((await stat(path)).size * 0.6))

conformance('csv', {
  connector: file,
  types: [withKey(PERSON), withKey(GROUP)],
  complete,
  deltaRenames: true,
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-csv-'))
    const whole = ledger(objects)
    const save = () =>
      writeFile(join(folder, 'people.csv'), [COLUMNS, ...whole.objects().map(cellsOf)].map(csvLine).join(''))
    await save()
    await writeFile(join(folder, 'changes.csv'), csvLine([...COLUMNS, 'change']))
    return {
      folder,
      settings: {
        format: 'csv',
        path: 'people.csv',
        deltaPath: 'changes.csv',
        anchor: 'key',
        dn: 'dn',
        objectTypeColumn: 'type',
        changeTypeColumn: 'change',
      },
      change: async deltas => {
        const rows = deltas.map(delta => csvLine([...cellsOf(whole.change(delta)), delta.kind]))
        await appendFile(join(folder, 'changes.csv'), rows.join(''))
        await save()
      },
      breakOff: () => cutOff(join(folder, 'people.csv')),
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

/** What stands for line ends and backslashes in a text where escapes are on, written without the hub's help. */
const ESCAPED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', ' ': '\\s', '\\': '\\\\' }
const escaped = (text: string) => text.replace(/[\n\r\\]|^[ \t]|[ \t]$/g, sign => ESCAPED[sign] ?? '')

// Every row is as wide as the widest, so the largest group and the longest value decide how large all files are.
const WIDTHS: Readonly<Record<string, number>> = {
  member: 24_000,
  description: 9_000,
  jpegPhoto: 6_000,
  dn: 900,
  cn: 900,
}
const columnsOf = (names: readonly string[]) => names.map(name => ({ name, width: WIDTHS[name] ?? 120 }))
function fixedLine(names: readonly string[], cells: readonly string[]): string {
  const fields = columnsOf(names).map(({ width }, i) => {
    const text = escaped(cells[i] ?? '')
    return text + ' '.repeat(width - [...text].length)
  })
  return `${fields.join('')}\n`
}

conformance('fixed-width', {
  connector: file,
  types: [withKey(PERSON), withKey(GROUP)],
  complete,
  deltaRenames: true,
  sizes: { membersRead: 400, membersWritten: 400, valueBytes: 4_096, objects: 400 },
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-fixed-'))
    const whole = ledger(objects)
    const changeColumns = [...COLUMNS, 'change']
    const save = () =>
      writeFile(
        join(folder, 'people.txt'),
        whole.objects().map(object => fixedLine(COLUMNS, cellsOf(object))),
      )
    await save()
    return {
      folder,
      settings: {
        format: 'fixed-width',
        path: 'people.txt',
        deltaPath: 'changes.txt',
        columns: columnsOf(COLUMNS),
        deltaColumns: columnsOf(changeColumns),
        escapes: true,
        anchor: 'key',
        dn: 'dn',
        objectTypeColumn: 'type',
        changeTypeColumn: 'change',
      },
      change: async deltas => {
        const rows = deltas.map(delta => fixedLine(changeColumns, [...cellsOf(whole.change(delta)), delta.kind]))
        await appendFile(join(folder, 'changes.txt'), rows.join(''))
        await save()
      },
      breakOff: () => cutOff(join(folder, 'people.txt')),
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

function avpObject(object: AddDelta, more = ''): string {
  const pairs = [['dn', [object.dn]], ['type', [object.objectType]], ...Object.entries(object.attributes)] as const
  const lines = pairs.flatMap(([name, values]) => values.map(value => `${name}: ${escaped(value)}\n`))
  return `${lines.join('')}${more}\n`
}

conformance('attribute-value pairs', {
  connector: file,
  types: [withKey(PERSON), withKey(GROUP)],
  complete,
  deltaRenames: true,
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-avp-'))
    const whole = ledger(objects)
    const save = () =>
      writeFile(
        join(folder, 'people.txt'),
        whole.objects().map(object => avpObject(object)),
      )
    await save()
    return {
      folder,
      settings: {
        format: 'avp',
        path: 'people.txt',
        deltaPath: 'changes.txt',
        escapes: true,
        anchor: 'key',
        dn: 'dn',
        objectTypeColumn: 'type',
        changeTypeColumn: 'change',
      },
      change: async deltas => {
        const records = deltas.map(delta => avpObject(whole.change(delta), `change: ${delta.kind}\n`))
        await appendFile(join(folder, 'changes.txt'), records.join(''))
        await save()
      },
      breakOff: () => cutOff(join(folder, 'people.txt')),
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

for (const version of ['1', '2'] as const) {
  conformance(`dsml ${version}`, {
    connector: file,
    start: async objects => {
      const folder = await mkdtemp(join(tmpdir(), 'hub-dsml-'))
      const whole = ledger(objects)
      const ids = new Map<string, string>()
      const idOf = ({ dn }: AddDelta) => ids.get(dn) ?? ids.set(dn, `0000-${keys++}`).get(dn) ?? ''
      const elementOf = (of: '1' | '2', object: AddDelta) => dsmlElement(of, object, { entryUUID: [idOf(object)] })
      const save = () => {
        const elements = whole.objects().map(object => elementOf(version, object))
        return writeFile(join(folder, 'people.xml'), dsmlDocument(version, elements))
      }
      await save()
      return {
        folder,
        settings: { format: 'dsml', path: 'people.xml', deltaPath: 'changes.xml', version },
        change: async deltas => {
          const requests = deltas.map(delta => {
            const now = whole.change(delta)
            const request = delta.kind === 'add' ? elementOf('2', now) : dsmlRequest(delta)
            if (delta.kind === 'delete') ids.delete(delta.dn)
            return request
          })
          await appendFile(join(folder, 'changes.xml'), dsmlDocument('2', requests))
          await save()
        },
        breakOff: () => cutOff(join(folder, 'people.xml')),
        stop: () => rm(folder, { recursive: true }),
      }
    },
  })
}

conformance('ldif', {
  connector: file,
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-ldif-'))
    const whole = ledger(objects)
    const ids = new Map<string, string>()
    const idOf = ({ dn }: AddDelta) => ids.get(dn) ?? ids.set(dn, `0000-${keys++}`).get(dn) ?? ''
    const recordOf = (object: AddDelta) => ldifRecord(object, { entryUUID: [idOf(object)] })
    const save = () =>
      writeFile(join(folder, 'people.ldif'), `version: 1\n\n${whole.objects().map(recordOf).join('\n')}`)
    await save()
    return {
      folder,
      settings: { format: 'ldif', path: 'people.ldif', deltaPath: 'changes.ldif' },
      change: async deltas => {
        const records = deltas.map(delta => {
          const now = whole.change(delta)
          const record = delta.kind === 'add' ? recordOf(now) : ''
          if (delta.kind === 'delete') ids.delete(delta.dn)
          return changeRecord(delta, record)
        })
        await appendFile(join(folder, 'changes.ldif'), records.join(''))
        await save()
      },
      breakOff: () => cutOff(join(folder, 'people.ldif')),
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

/** @param record what a new object has, as a content record. */
function changeRecord(delta: Delta, record: string): string {
  const name = `dn:: ${Buffer.from(delta.dn).toString('base64')}\nchangetype: ${delta.kind}\n`
  if (delta.kind === 'add') return `${record.replace(/^dn:.*\n/, name)}\n`
  if (delta.kind === 'delete') return `${name}\n`
  const changes = Object.entries(delta.changes).flatMap(([attribute, list]) =>
    list.map(({ operation, values }) => {
      const lines = values.map(value => `${attribute}:: ${Buffer.from(value).toString('base64')}\n`)
      return `${operation}: ${attribute}\n${lines.join('')}-\n`
    }),
  )
  return `${name}${changes.join('')}\n`
}
