import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { conformance } from './conformance.js'
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

conformance('csv', {
  connector: file,
  types: [withKey(PERSON), withKey(GROUP)],
  complete,
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-csv-'))
    const whole = new Map(objects.map(object => [object.dn, object]))
    await writeFile(join(folder, 'people.csv'), [COLUMNS, ...objects.map(cellsOf)].map(csvLine).join(''))
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
        const rows = deltas.map(delta => {
          const object = whole.get(delta.dn)
          if (object === undefined) throw new Error(`no ${delta.dn}`)
          const changed = delta.kind === 'modify' ? { sn: delta.changes.sn?.[0]?.values ?? [] } : {}
          return csvLine([...cellsOf({ ...object, attributes: { ...object.attributes, ...changed } }), delta.kind])
        })
        await appendFile(join(folder, 'changes.csv'), rows.join(''))
      },
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

conformance('ldif', {
  connector: file,
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-ldif-'))
    const records = objects.map((object, i) => ldifRecord(object, { entryUUID: [`0000-${i}`] }))
    await writeFile(join(folder, 'people.ldif'), `version: 1\n\n${records.join('\n')}`)
    return {
      folder,
      settings: { format: 'ldif', path: 'people.ldif', deltaPath: 'changes.ldif' },
      change: async deltas => {
        await appendFile(join(folder, 'changes.ldif'), deltas.map(changeRecord).join(''))
      },
      stop: () => rm(folder, { recursive: true }),
    }
  },
})

function changeRecord(delta: Delta): string {
  const dn = `dn:: ${Buffer.from(delta.dn).toString('base64')}\nchangetype: ${delta.kind}\n`
  if (delta.kind !== 'modify') return `${dn}\n`
  return `${dn}replace: sn\nsn: ${delta.changes.sn?.[0]?.values[0]}\n-\n\n`
}
