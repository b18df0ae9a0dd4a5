import type { GraphQLSchema, OperationTypeNode } from 'graphql'
import type { Actor } from '../access/actor.js'
import { mayDo } from '../access/authorize.js'
import { seesFarm } from '../access/authorize-farm.js'
import { farmRole, ROLES, type Role } from '../access/roles.js'
import { openConfiguration } from '../configuration/check.js'
import { rulesOf } from '../configuration/rules-of.js'
import { graphTypes } from '../metaverse/graph/graph-types.js'
import { buildTypedGraph } from './dynamic/typed-graph.js'
import { federated } from './federation.js'
import { buildGraph } from './graph.js'
import { MAY_ASK_FOR_SCHEMA } from './policy.js'
import { EXAMPLE } from './print-graph.js'
import { type Cases, type Need, ROOT_NEEDS, type RootType, TYPED_NEED } from './root-needs.js'

/** What is asked, and by which column's keys it may be. */
interface Row {
  readonly field: string
  /** Of a field that asks for different things. */
  readonly about: string | undefined
  readonly allowed: readonly boolean[]
}

/** The farm that is asked for is this one's own, or another. */
const FARM = 'intranet'
const COLUMNS: readonly { readonly title: string; readonly roles: readonly Role[] | undefined }[] = [
  ...ROLES.map(role => ({ title: role, roles: [role] })),
  { title: 'own farm', roles: [farmRole(FARM)] },
  { title: 'another farm', roles: [farmRole('another')] },
  { title: 'no key', roles: undefined },
]

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
  const needs = { ...ROOT_NEEDS, Query: { ...ROOT_NEEDS.Query, ...needsOf(typed) } }
  const parts = (Object.keys(TITLES) as RootType[]).map(root => partOf(root, rowsOf(root, schema, needs[root])))
  return `${HEAD}\n${parts.join('\n')}`
}

const needsOf = (typed: readonly string[]): Readonly<Record<string, Need>> =>
  Object.fromEntries(typed.map(name => [name, TYPED_NEED]))

function rowsOf(root: RootType, schema: GraphQLSchema, needs: Readonly<Record<string, Need | Cases>>): Row[] {
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

function rowsOfField(field: string, need: Need | Cases): Row[] {
  const cases = isNeed(need) ? [[undefined, need] as const] : Object.entries(need)
  return cases.map(([about, each]) => ({ field, about, allowed: COLUMNS.map(({ roles }) => meets(roles, each)) }))
}

const isNeed = (need: Need | Cases): need is Need => typeof need === 'string' || Array.isArray(need)

function meets(roles: readonly Role[] | undefined, need: Need): boolean {
  if (roles === undefined) return false
  const actor: Actor = { name: 'somebody', roles }
  if (need === 'key') return true
  if (need === 'farm') return seesFarm(actor, FARM)
  if (need === 'schema') return MAY_ASK_FOR_SCHEMA.some(holder => (roles as readonly string[]).includes(holder))
  return need.every(operation => mayDo(roles, operation))
}

function partOf(root: RootType, rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const table = rows.map(({ field, about, allowed }) =>
    line([`\`${field}\`${about === undefined ? '' : ` ${about}`}`, ...allowed.map(may => (may ? 'yes' : 'no'))]),
  )
  const head = line(['field', ...COLUMNS.map(({ title }) => title)])
  return `## ${root}\n\n${TITLES[root]}\n\n${head}${line(['field', ...COLUMNS].map(() => '---'))}${table.join('')}`
}

const HEAD = `# Who may ask for what

Written by "npm run schema" from the schema and from \`src/graphql/root-needs.ts\`; a test asks every field of a running hub with a key of each role
and compares. What the roles are, and what is decided below these fields: [graphql.md](graphql.md#roles).

\`no\`: the error \`access.denied\` at the field, for \`_service\` that the key may not ask for the schema; without a key the whole request is refused. \`yes\`: the field is answered, or says what else is wrong.
Lists and single objects of the metaverse's types are those of examples/contoso; those of any other configuration are alike. \`own farm\` and \`another farm\` are
keys of a farm that ask for their own farm and for another. The configuration can take more away, and nothing gives more: attributes for some roles
(\`visibleTo\`), which also closes previews to those who do not see all, and trusted documents. Only who may ask for the schema can be changed either way.
`
