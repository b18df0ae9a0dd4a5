import { expect, test } from '@jest/globals'
import { inspect } from './support.js'

const metaverse = (types: string, attributes = ''): string =>
  `version: 1\nmetaverse:\n  attributes:\n${attributes || '    shoeSize: number\n'}  types:\n${types}`

test('a type whose name the hub itself has in the graph is refused, with the place and the remedy', () => {
  expect(inspect(metaverse('    agent: { attributes: [displayName] }\n')).problems).toMatchObject([
    {
      code: 'configuration.invalid',
      message: 'The type Agent of the graph belongs to the hub itself',
      hint: 'Use another name for the type agent: letters, digits and underscores make names of the graph.',
      where: { path: 'metaverse.types.agent', line: 6 },
    },
  ])
})

test('two types that would have one name, one list, or a helper of the other', () => {
  const clashes = (types: readonly string[]) =>
    inspect(metaverse(types.map(type => `    "${type}": { attributes: [displayName] }\n`).join(''))).problems.map(
      each => each.message,
    )
  expect(clashes(['ad-user', 'adUser'])).toEqual(['The type AdUser of the graph belongs to the type ad-user'])
  expect(clashes(['people'])).toEqual([])
  expect(clashes(['person-where'])).toEqual(['The type PersonWhere of the graph belongs to the type person'])
  expect(clashes(['gizmo', 'Gizmo'])).toEqual(['The type Gizmo of the graph belongs to the type Gizmo'])
})

test('two attributes of a type that would have one name', () => {
  const text = metaverse(
    '    person: { attributes: [shoe-size, shoeSize] }\n',
    '    shoe-size: number\n    shoeSize: number\n',
  )
  expect(inspect(text).problems).toMatchObject([
    {
      message: 'The field shoeSize of the graph belongs to the attribute shoe-size',
      where: { path: 'metaverse.attributes.shoeSize' },
    },
  ])
})

test('an attribute that is called like what every object has is told apart, and takes no other attribute’s name', () => {
  const text = metaverse(
    '    group: { attributes: [links, groupType] }\n',
    '    links: string\n    groupType: number\n',
  )
  expect(inspect(text).problems).toEqual([])
})
