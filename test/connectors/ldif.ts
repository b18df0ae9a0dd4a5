import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'
import type { Delta } from '../../src/model/delta.js'
import { withFiles } from './files.js'
import { readAll } from './reading.js'

export const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const
const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    text('cn', true),
    text('sn'),
    text('uid'),
    text('telephonenumber', true),
    text('description', true),
    text('title', true),
    { name: 'jpegphoto', type: 'binary', multivalued: true },
  ],
}
const OPENING = { connector: file, types: [PERSON] }
const SETTINGS = { format: 'ldif', path: 'a.ldif', deltaPath: 'd.ldif', anchor: 'dn' }
export const openingIn = (folder: string, settings: object = {}) => ({
  ...OPENING,
  folder,
  settings: { ...SETTINGS, ...settings },
})

export const readLdif = (content: string | Buffer, settings: object = {}) =>
  withFiles({ 'a.ldif': content }, folder => readAll(openingIn(folder, settings)))
export const attributesOf = (delta: Delta | undefined) => (delta?.kind === 'add' ? delta.attributes : undefined)

/** Reads change records as a delta import would. */
export const readChanges = (content: string, settings: object = { anchor: 'entryUUID' }) =>
  withFiles({ 'a.ldif': '' }, async folder => {
    const { watermark } = await readAll(openingIn(folder, settings))
    await writeFile(join(folder, 'd.ldif'), content)
    return readAll(openingIn(folder, settings), { mode: 'delta', watermark: watermark ?? '' })
  })
