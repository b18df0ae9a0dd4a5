import { ArgsType, Field } from 'type-graphql'
import { PageArgs } from '../types/page-args.js'

/** The arguments of every list of references. */
@ArgsType()
export class ReferenceArgs extends PageArgs {
  @Field(() => [String], { nullable: true, description: 'Only references of these attributes; absent: of all.' })
  attributes?: string[] | null
}

/** A value without its nulls: in a filter, null means not given. */
export function given<Input extends object>(
  input: Input | null | undefined,
): { [Key in keyof Input]: NonNullable<Input[Key]> } {
  const entries = Object.entries(input ?? {}).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof Input]: NonNullable<Input[Key]> }
}
