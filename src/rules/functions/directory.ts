import { escapeDnValue, splitDn, unescapeDnValue } from '../../model/dn.js'
import type { ExpressionFunction } from './function.js'

/** Functions of distinguished names. */
export const DIRECTORY: readonly ExpressionFunction[] = [
  {
    signature: 'DNComponent(string, int): string',
    description: 'The value of a component of a name, counted from the left',
    perValue: true,
    call: (dn: string, number: bigint) => nth(splitDn(dn), number),
  },
  {
    signature: 'DNComponentRev(string, int): string',
    description: 'The value of a component of a name, counted from the right',
    perValue: true,
    call: (dn: string, number: bigint) => nth(splitDn(dn).reverse(), number),
  },
  {
    signature: 'DNComponentRev(string, int, string): string',
    description: "The same; 'DC' leaves out the domain's components",
    perValue: true,
    call: (dn: string, number: bigint, option: string) => {
      if (option.toUpperCase() !== 'DC') throw new Error(`the option of DNComponentRev is 'DC', found '${option}'`)
      return nth(
        splitDn(dn)
          .filter(part => !/^\s*dc\s*=/i.test(part))
          .reverse(),
        number,
      )
    },
  },
  {
    signature: 'EscapeDNComponent(string): string',
    description: 'The text escaped for use as one value of a distinguished name',
    perValue: true,
    call: escapeDnValue,
  },
]

function nth(components: readonly string[], number: bigint): string {
  if (number < 1n) throw new Error(`components count from 1, found ${number}`)
  const component = components[Number(number) - 1]
  if (component === undefined) return ''
  const value = component.slice(component.indexOf('=') + 1).trimStart()
  return unescapeDnValue(/\\\s*$/.test(value.trimEnd()) ? value : value.trimEnd())
}
