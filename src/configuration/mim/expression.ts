import type { AttributeDefinition, AttributeType } from '../../model/value.js'
import type { MimCall } from './model.js'

/** What an expression of a synchronization rule reads, and what it is to give. */
export interface ExpressionSide {
  readonly variable: 'cs' | 'mv'
  attribute(name: string): AttributeDefinition | undefined
}

/** An attribute as an expression reads it. */
export const reading = (variable: string, name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `${variable}.${name}` : `${variable}[${celText(name)}]`

const celText = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`

/**
 * A function of a synchronization rule as a CEL expression. Functions have the same names here; what the hub does not know is
 * found when the configuration is checked.
 * @throws Error saying which argument is no attribute
 */
export function celOf(call: MimCall, side: ExpressionSide, wanted: AttributeType): string {
  const texts = (type: AttributeType) => call.arguments.map(argument => argumentOf(argument, side, type))
  switch (call.id) {
    case '+':
      return texts('string').join(' + ')
    case 'IIF': {
      const [condition = '', ...results] = call.arguments
      const [first, second] = results.map(result => argumentOf(result, side, wanted))
      return `(${argumentOf(condition, side, 'boolean')} ? ${first} : ${second})`
    }
    case 'Eq':
      return equality(call, side)
    default:
      return `${call.id}(${call.arguments.map(argument => argumentOf(argument, side, undefined)).join(', ')})`
  }
}

// An attribute that is absent equals nothing, where CEL would give up.
function equality({ arguments: [left = '', right = ''] }: MimCall, side: ExpressionSide): string {
  const definition = [left, right].map(each => typeof each === 'string' && side.attribute(each)).find(each => each)
  const type = definition ? definition.type : undefined
  const both = [left, right].map(each => argumentOf(each, side, type))
  const guard = [left, right].flatMap(each =>
    typeof each === 'string' && side.attribute(each) !== undefined
      ? [`IsPresent(${argumentOf(each, side, undefined)})`]
      : [],
  )
  return `(${[...guard, both.join(' == ')].join(' && ')})`
}

function argumentOf(argument: string | MimCall, side: ExpressionSide, wanted: AttributeType | undefined): string {
  if (typeof argument !== 'string') return celOf(argument, side, wanted ?? 'string')
  const quoted = /^"([\s\S]*)"$/.exec(argument)?.[1]
  if (quoted !== undefined) return wanted === 'boolean' && isBoolean(quoted) ? key(quoted) : celText(quoted)
  if (/^-?\d+$/.test(argument)) return wanted === 'string' ? celText(argument) : argument
  if (isBoolean(argument)) return key(argument)
  const definition = side.attribute(argument)
  if (definition === undefined) throw new Error(`${argument} is no attribute`)
  const read = reading(side.variable, definition.name)
  return wanted === 'string' && definition.type !== 'string' ? `string(${read})` : read
}

const isBoolean = (text: string): boolean => /^(?:true|false)$/i.test(text)

const key = (text: string): string => text.toLowerCase()
