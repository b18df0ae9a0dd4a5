import type { GraphQLSchema, OperationTypeNode } from 'graphql'
import { openConfiguration } from '../configuration/check.js'
import { rulesOf } from '../configuration/rules-of.js'
import { graphTypes } from '../metaverse/graph/graph-types.js'
import { printBelowRoots } from './access-below-roots.js'
import { ACCESS_COLUMNS, type AccessRow, accessTable, meets } from './access-columns.js'
import { decidedTypes } from './decided-types.js'
import { buildTypedGraph } from './dynamic/typed-graph.js'
import { federated } from './federation.js'
import { buildGraph } from './graph.js'
import { EXAMPLE } from './print-graph.js'
import { type Cases, casesOf, type Need, ROOT_NEEDS, type RootNeeds, type RootType, TYPED_NEED } from './root-needs.js'

const TITLES: Readonly<Record<RootType, string>> = {
  Query: 'What can be asked.',
  Mutation: 'What can be done.',
  Subscription: 'What can be followed.',
}

/** The text of docs/access-matrix.md. @throws Error when nobody has decided about a field, or a decision is about one that is gone */
export async function printAccessMatrix(): Promise<string> {
  const rules = rulesOf(await openConfiguration(EXAMPLE))
  const schema = federated(buildTypedGraph(await buildGraph(), rules), async () => null)
  const typed = graphTypes(rules.metaverse).types.flatMap(({ list, by }) => [list, by])
  const roots: RootNeeds = { ...ROOT_NEEDS, Query: { ...ROOT_NEEDS.Query, ...needsOf(typed) } }
  const parts = (Object.keys(TITLES) as RootType[]).map(root => partOf(root, rowsOf(root, schema, roots[root])))
  return `${HEAD}\n${[...parts, printBelowRoots({ schema, roots, types: decidedTypes(schema) })].join('\n')}`
}

const needsOf = (typed: readonly string[]): Readonly<Record<string, Need>> =>
  Object.fromEntries(typed.map(name => [name, TYPED_NEED]))

function rowsOf(root: RootType, schema: GraphQLSchema, needs: Readonly<Record<string, Need | Cases>>): AccessRow[] {
  const fields = Object.keys(schema.getRootType(root.toLowerCase() as OperationTypeNode)?.getFields() ?? {}).sort()
  const undecided = fields.filter(field => !Object.hasOwn(needs, field))
  const gone = Object.keys(needs).filter(field => !fields.includes(field))
  const wrong = [
    ...undecided.map(field => `Nobody has decided who may ask for ${root}.${field}.`),
    ...gone.map(field => `There is no ${root}.${field} to decide about.`),
  ]
  if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\nDecide in src/graphql/root-needs.ts.`)
  return fields.flatMap(field => rowsOfField(field, needs[field] as Need | Cases))
}

function rowsOfField(field: string, need: Need | Cases): AccessRow[] {
  return casesOf(need).map(({ about, need: each }) => ({
    about: `\`${field}\`${about === undefined ? '' : ` ${about}`}`,
    allowed: ACCESS_COLUMNS.map(column => meets(column, each)),
  }))
}

const partOf = (root: RootType, rows: readonly AccessRow[]): string =>
  `## ${root}\n\n${TITLES[root]}\n\n${accessTable('field', rows)}`

const HEAD = `# Who may ask for what

Written by "npm run schema" from the schema, \`src/graphql/root-needs.ts\` and \`src/graphql/field-needs.ts\`; tests ask every field of every type of a running hub
with a key of each role, and compare. What the roles are: [graphql.md](graphql.md#roles).

\`no\`: the error \`access.denied\` at the field, for \`_service\` that the key may not ask for the schema; without a key the whole request is refused. \`yes\`: the field is answered, or says what else is wrong.
Lists and single objects of the metaverse's types are those of examples/contoso; those of any other configuration are alike. \`own farm\` and \`another farm\` are
keys of a farm that ask for their own farm and for another. The configuration can take more away, and nothing gives more: attributes for some roles
(\`visibleTo\`), which also closes previews to those who do not see all, and trusted documents. Only who may ask for the schema can be changed either way.
`
