import type { AttributeDefinition, Attributes } from '../../src/model/value.js'
import { expressionCompiler } from '../../src/rules/expression.js'

const definition = (name: string, type: AttributeDefinition['type'] = 'string', multivalued = false) =>
  [name, { name, type, multivalued }] as const

/** One of every type. */
export const ATTRIBUTES = new Map<string, AttributeDefinition>([
  definition('givenName'),
  definition('sn'),
  definition('middleName'),
  definition('msDS-phoneticSurname'),
  definition('phones', 'string', true),
  definition('ports', 'number', true),
  definition('age', 'number'),
  definition('active', 'boolean'),
  definition('photo', 'binary'),
  definition('manager', 'reference'),
])

export const ANNA: Attributes = {
  givenName: ['Ånna'],
  sn: ['Müller-Lüdenscheidt'],
  phones: ['+49 1', '+49 2'],
  ports: ['80', '443'],
  age: ['42'],
  active: ['true'],
  photo: ['/9j/'],
  'msDS-phoneticSurname': ['Myuraa'],
}

export const compiler = expressionCompiler('cs', ATTRIBUTES)
export const scope = (attributes: Attributes) => ({ attributes, dn: 'cn=Anna,dc=test', objectType: 'user' })
export const evaluate = (text: string, attributes: Attributes = ANNA) =>
  compiler.compile(text).evaluate(scope(attributes))
