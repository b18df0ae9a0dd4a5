/**
 * A condition: `id` is none of the ids in a parameter. As an anti-join: of a thousand ids in `<> all` the planner weighs each, for
 * every index that could serve.
 */
export const NONE_OF = (id: string, parameter: number): string =>
  `not exists (select from unnest($${parameter}::bigint[]) none_of (id) where none_of.id = ${id})`
