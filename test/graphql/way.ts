import type { RootType } from '../../src/graphql/root-needs.js'

/** A way to objects of a type: a document with a gap where what is asked of them stands. */
export interface Way {
  readonly root: RootType
  readonly type: string
  /** What leads to the last object, as `Type.field`. */
  readonly by: string
  readonly before: string
  readonly after: string
  /** Where the objects stand in an answer; lists on the way are not counted. */
  readonly path: readonly string[]
}

export const startOf = (root: RootType): Way => ({
  root,
  type: root,
  by: '',
  before: `${root.toLowerCase()} { `,
  after: ' }',
  path: [],
})

/** One step further. @param call a field of the way's type, with its arguments */
export const further = (way: Way, call: string, type: string): Way => {
  const [field = ''] = call.split('(')
  return {
    root: way.root,
    type,
    by: `${way.type}.${field}`,
    before: `${way.before}${call} { __typename ... on ${type} { `,
    after: ` } }${way.after}`,
    path: [...way.path, field],
  }
}

export const documentOn = ({ before, after }: Way, selection: string): string => `${before}${selection}${after}`

/** An object of an answer. */
export type Answered = Readonly<Record<string, unknown>>

/** What stands at the end of a path, through all lists. */
export function standingAt(data: unknown, path: readonly string[]): Answered[] {
  if (Array.isArray(data)) return data.flatMap(each => standingAt(each, path))
  if (data === null || typeof data !== 'object') return []
  const [first, ...rest] = path
  return first === undefined ? [data as Answered] : standingAt((data as Answered)[first], rest)
}
