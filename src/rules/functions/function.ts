/** A function that expressions may call, under a name that administrators know from MIM or Entra (domain.md 13, 14.5). */
export interface ExpressionFunction {
  /** CEL signature, e.g. `Left(string, int): string`. */
  readonly signature: string
  readonly description: string
  readonly call: (...parameters: never[]) => string | bigint | boolean | Date | readonly unknown[]
  /** Further names for the same: MIM's, where Entra's is another. */
  readonly aliases?: readonly string[]
  /** Given a list first, it answers a list: one result for each value. */
  readonly perValue?: true
  /** An absent first parameter counts as an empty text, so that the expression goes on. */
  readonly absentIsEmpty?: true
  /** Gives something else each time, so that it suits only values that are decided once. */
  readonly volatile?: true
}

/** CEL's type of a point in time. */
export const DATE = 'google.protobuf.Timestamp'

/** The functions as they are registered: one for each name, and one more for lists. */
export function expanded(functions: readonly ExpressionFunction[]): ExpressionFunction[] {
  return functions.flatMap(each => {
    const [name = ''] = each.signature.split('(')
    const named = [
      each,
      ...(each.aliases ?? []).map(alias => ({ ...each, signature: alias + each.signature.slice(name.length) })),
    ]
    return each.perValue === true ? named.flatMap(one => [one, overLists(one)]) : named
  })
}

/** The name that a signature begins with. */
export const nameOf = ({ signature }: ExpressionFunction): string => signature.slice(0, signature.indexOf('('))

function overLists({ signature, description, call }: ExpressionFunction): ExpressionFunction {
  const ofOne = call as (value: unknown, ...rest: unknown[]) => unknown
  return {
    signature: signature.replace(/\((string|int|bool)/, '(list<$1>').replace(/: (.+)$/, ': list<$1>'),
    description: `${description}; for each value of a list`,
    call: (values: readonly unknown[], ...rest: unknown[]) => values.map(value => ofOne(value, ...rest)),
  }
}
