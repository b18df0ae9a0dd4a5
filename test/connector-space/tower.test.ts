import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExportChange } from '../../src/connector-space/entry.js'
import { LAYERS, type TowerParts, towerOf } from '../../src/connector-space/tower.js'
import { applyChanges } from '../../src/model/changes.js'

const bare: TowerParts = {
  objectType: 'user',
  dn: 'cn=a',
  image: { cn: ['a'], mail: ['new'] },
  imported: true,
  pendingImport: undefined,
  unconfirmed: undefined,
  escrowed: undefined,
  pending: undefined,
}
const replace = (name: string, ...values: string[]) => ({ [name]: [{ operation: 'replace' as const, values }] })
const update = (changes: ExportChange['changes'], dn?: string): ExportChange => ({ operation: 'update', dn, changes })
const images = (parts: TowerParts) => towerOf(parts).map(({ image }) => image?.attributes)

test('a settled entry is the same on every layer', () => {
  expect(towerOf(bare).map(({ layer }) => layer)).toEqual([...LAYERS])
  expect(images(bare)).toEqual(LAYERS.map(() => bare.image))
  expect(towerOf(bare).map(({ delta }) => delta)).toEqual(LAYERS.map(() => undefined))
})

test('each layer is the one below with what it adds', () => {
  const pendingImport = {
    operation: 'update',
    previous: { cn: ['a'], mail: ['old'] },
    previousType: 'contact',
  } as const
  const parts: TowerParts = {
    ...bare,
    pendingImport,
    unconfirmed: update(replace('title', 'sent')),
    escrowed: update(replace('title', 'being sent')),
    pending: update({ ...replace('title'), ...replace('cn', 'b') }, 'cn=b'),
  }
  const [ground, imported, unconfirmed, escrowed, pending] = towerOf(parts)
  expect(ground?.image).toEqual({ objectType: 'contact', dn: 'cn=a', attributes: { cn: ['a'], mail: ['old'] } })
  expect(imported?.image).toEqual({ objectType: 'user', dn: 'cn=a', attributes: bare.image })
  expect(unconfirmed?.image?.attributes).toEqual({ ...bare.image, title: ['sent'] })
  expect(escrowed?.image?.attributes).toEqual({ ...bare.image, title: ['being sent'] })
  expect(pending?.image).toEqual({ objectType: 'user', dn: 'cn=b', attributes: { cn: ['b'], mail: ['new'] } })
})

test.each<[string, Partial<TowerParts>, string]>([
  ['an imported add', { pendingImport: { operation: 'add', previous: undefined, previousType: undefined } }, '.++++'],
  [
    'an imported delete',
    { pendingImport: { operation: 'delete', previous: { cn: ['a'] }, previousType: undefined } },
    '+....',
  ],
  ['provisioned', { imported: false, image: {}, pending: { operation: 'add', dn: 'cn=a', changes: {} } }, '....+'],
  [
    'created, not seen yet',
    { imported: false, image: {}, unconfirmed: { operation: 'add', dn: 'cn=a', changes: {} } },
    '..+++',
  ],
  ['a deletion on its way', { escrowed: { operation: 'delete', dn: undefined, changes: {} } }, '+++..'],
  ['deleted and made anew', { pending: { operation: 'delete-add', dn: 'cn=z', changes: replace('cn', 'z') } }, '+++++'],
])('%s', (_what, parts, there) => {
  const tower = towerOf({ ...bare, ...parts })
  expect(tower.map(({ image }) => (image === undefined ? '.' : '+')).join('')).toBe(there)
})

test('what is made anew keeps nothing', () => {
  const tower = towerOf({ ...bare, pending: { operation: 'delete-add', dn: 'cn=z', changes: replace('cn', 'z') } })
  expect(tower.at(-1)?.image).toEqual({ objectType: 'user', dn: 'cn=z', attributes: { cn: ['z'] } })
  const other = { operation: 'delete-add', dn: undefined, changes: {}, objectType: 'contact' } as const
  expect(towerOf({ ...bare, pending: other }).at(-1)?.image?.objectType).toBe('contact')
})

test('any updates: the top is all of them applied in order', () => {
  const change = fc
    .dictionary(fc.constantFrom('cn', 'mail', 'title'), fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }))
    .map(values =>
      update(Object.assign({}, ...Object.entries(values).map(([name, list]) => replace(name, ...new Set(list))))),
    )
  fc.assert(
    fc.property(fc.option(change, { nil: undefined }), change, change, (unconfirmed, escrowed, pending) => {
      const parts = { ...bare, unconfirmed, escrowed, pending }
      const all = [unconfirmed, escrowed, pending].filter(each => each !== undefined)
      const top = all.reduce((image, each) => applyChanges(image, each.changes), bare.image)
      expect(images(parts).at(-1)).toEqual(top)
    }),
  )
})
