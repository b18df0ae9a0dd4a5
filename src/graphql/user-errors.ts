import {
  type GraphQLFieldConfig,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import type { Problem, ProblemPlace } from '../model/problem.js'
import type { UserError } from './types/problem.js'

const NAME = 'userErrors'

/** Gives every payload that has `problems` the same once more as `userErrors`, with the way to the input that each is about. */
export function addUserErrors(schema: GraphQLSchema): void {
  const userError = schema.getType('UserError')
  if (!isObjectType(userError)) throw new Error('The graph has no type UserError')
  for (const [name, inputs] of payloads(schema)) {
    const payload = schema.getType(name)
    if (!isObjectType(payload) || payload.getFields().problems === undefined) continue
    const config: GraphQLFieldConfig<{ problems: readonly Problem[] }, unknown> = {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(userError))),
      description: 'The problems again, each with the way to the input that it is about.',
      resolve: ({ problems }) => problems.map(problem => userErrorOf(problem, inputs)),
    }
    const made = new GraphQLObjectType({ name: payload.name, fields: { [NAME]: config } })
    payload.getFields()[NAME] = made.getFields()[NAME] as never
  }
}

/** The payloads of mutations, with the fields of the inputs that lead to them. */
function payloads(schema: GraphQLSchema): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { type, args } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { name } = getNamedType(type)
    const fields = found.get(name) ?? new Set<string>()
    found.set(name, fields)
    const input = getNamedType(args.find(each => each.name === 'input')?.type)
    if (isInputObjectType(input)) for (const field of Object.keys(input.getFields())) fields.add(field)
  }
  return found
}

function userErrorOf({ code, message, hint, where, about }: Problem, inputs: ReadonlySet<string>): UserError {
  // A run is asked for by its id.
  const named = about && [about, `${about}Id`].find(each => inputs.has(each))
  const field = named ? ['input', named] : where && wayTo(where, inputs)
  return { code, message: hint === undefined ? message : `${message} ${hint}`, ...(field && { field }) }
}

function wayTo({ path, file, line, agent, dn, anchor }: ProblemPlace, inputs: ReadonlySet<string>) {
  const candidates: [boolean, string, ...string[]][] = [
    [path !== undefined, 'document', ...(path ?? '').split('.')],
    [file !== undefined || line !== undefined, 'document'],
    [line !== undefined, 'expression'],
    [dn !== undefined || anchor !== undefined, 'entry'],
    [agent !== undefined, 'agent'],
  ]
  const [, ...way] = candidates.find(([holds, field]) => holds && inputs.has(field)) ?? []
  return way.length === 0 ? undefined : ['input', ...way]
}
