import { z } from 'zod'
import { tls } from '../kit/tls.js'

const identifier = z
  .string()
  .min(1)
  .max(128)
  .refine(text => !text.includes('\0'), 'A name has no zero characters.')
const columns = z.union([identifier, z.array(identifier).min(1)])
const relation = {
  table: z
    .union([identifier, z.array(identifier).min(1).max(3)])
    .optional()
    .describe('Table or view: name, schema.name, or a list of the parts where a part has a dot in it.'),
  query: z
    .string()
    .min(1)
    .optional()
    .describe('SELECT statement in the place of a table. It is read as it stands, so it must not come from strangers.'),
}
const oneSource = ({ table, query }: { table?: unknown; query?: unknown }) =>
  (table === undefined) !== (query === undefined)
const ONE_SOURCE = { error: 'Give either table or query.', path: ['table'] }

const valueTable = z
  .strictObject({
    ...relation,
    key: columns.describe('Columns that hold the key of the object the value belongs to.'),
    column: identifier.describe('Column with the value.'),
  })
  .refine(oneSource, ONE_SOURCE)

const changeTable = z.strictObject({
  table: z.union([identifier, z.array(identifier).min(1).max(3)]).describe('Table that gets a row for every change.'),
  key: columns.describe('Columns with the key of the changed object, in the order of the key of the object.'),
  sequence: identifier.describe('Column that grows with every change: a generated number, or a point in time.'),
  operation: identifier
    .optional()
    .describe('Column that says what was done. It is checked; what is read is the object.'),
  words: z
    .array(z.string().min(1))
    .min(1)
    .default(['insert', 'update', 'delete'])
    .describe('What the operation column may say. Any other word is a problem of that change.'),
})

const statements = z.strictObject({
  insert: z.string().min(1).optional().describe('Statement that makes an object. It may return the key columns.'),
  update: z.string().min(1).optional().describe('Statement that changes an object; :key_<column> are the key it has.'),
  delete: z.string().min(1).optional().describe('Statement that deletes an object; :key_<column> are the key it has.'),
})

const object = z
  .strictObject({
    ...relation,
    key: columns.describe('Column or columns that tell an object from all others and never change: the anchor.'),
    dn: identifier.optional().describe('Column with the distinguished name. Default: the key.'),
    dnTemplate: z
      .string()
      .min(3)
      .optional()
      .describe('Distinguished name made of columns, such as cn={name},ou=people,o=hr. Values are escaped.'),
    objectTypeColumn: identifier.optional().describe('Column with the object type, when rows differ.'),
    objectTypes: z.array(z.string().min(1)).min(1).optional().describe('The types that objectTypeColumn may tell.'),
    columns: z
      .record(z.string(), identifier)
      .default({})
      .describe('Columns by attribute, where the column has another name than the attribute.'),
    values: z
      .record(z.string(), valueTable)
      .default({})
      .describe('Multi-valued attributes: the table with one row a value.'),
    references: z
      .record(z.string(), z.string())
      .default({})
      .describe(
        'Reference attributes that hold the key of their target: the entry of `objects` that the target is in.',
      ),
    deleted: identifier
      .optional()
      .describe('Column that marks a row as deleted: true, a number but 0, or a point in time. An export sets it.'),
    deletedValue: z.string().default('true').describe('What an export writes into the column `deleted`.'),
    watermark: identifier
      .optional()
      .describe('Column that grows with every change of the row: a point in time, rowversion, xid8 or a number.'),
    changes: changeTable.optional().describe('Change table of these objects.'),
    statements: statements
      .prefault({})
      .describe('Statements for exports instead of those that are made, with :name for a value of that name.'),
  })
  .refine(oneSource, ONE_SOURCE)
  .refine(({ dn, dnTemplate }) => dn === undefined || dnTemplate === undefined, {
    error: 'Give either dn (a column) or dnTemplate.',
    path: ['dn'],
  })
  .refine(({ objectTypeColumn, objectTypes }) => (objectTypeColumn === undefined) === (objectTypes === undefined), {
    error: 'objectTypeColumn and objectTypes belong together.',
    path: ['objectTypeColumn'],
  })

const delta = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('watermark').describe('Objects tell by a column that grows when they changed.'),
    deletions: z
      .enum(['listing', 'marked', 'untold'])
      .default('listing')
      .describe(
        'Deletions are found by listing all keys, told by the column `deleted`, or left to the next full import.',
      ),
    delay: z
      .number()
      .min(0)
      .max(86_400)
      .optional()
      .describe(
        'Seconds that delta imports stay behind the clock. Default: none where the server tells what is running, else 5.',
      ),
  }),
  z.strictObject({
    method: z.literal('changes').describe('Triggers or the application write every change into a change table.'),
    delay: z.number().min(0).max(86_400).optional().describe('As with watermark; only for a sequence that is a time.'),
  }),
  z.strictObject({
    method: z.literal('logical').describe('PostgreSQL only: a replication slot of the plugin pgoutput.'),
    slot: z
      .string()
      .regex(/^[a-z0-9_]{1,63}$/)
      .describe('Name of the replication slot; the slot is for this agent alone.'),
    publication: identifier.describe('Name of the publication of all tables of the agent.'),
  }),
])

export const sqlSettings = z
  .strictObject({
    database: z.enum(['postgresql', 'mariadb', 'mysql', 'sqlserver']).describe('Which database it is.'),
    url: z
      .string()
      .min(1)
      .optional()
      .describe('Where it is, such as postgres://user@host:5432/name, instead of the parts.'),
    host: z.string().min(1).optional().describe('Name or address of the server.'),
    port: z.int().min(1).max(65_535).optional().describe('Default: the port that is usual for the database.'),
    name: z.string().min(1).optional().describe('Name of the database.'),
    user: z.string().min(1).optional().describe('Account to log in with.'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('Password of the account. Write a reference to a secret, never the password itself.'),
    encrypt: z
      .boolean()
      .optional()
      .describe('Whether the connection is encrypted. Default: yes, unless the server is on this machine.'),
    tls: tls.prefault({}).describe('How the server proves who it is.'),
    connectTimeout: z.int().min(1).default(10).describe('Seconds to wait for the connection.'),
    timeout: z.int().min(1).default(300).describe('Seconds to wait for one statement.'),
    objects: z
      .record(z.string(), object)
      .refine(objects => Object.keys(objects).length > 0, 'There is no object type.')
      .describe('Where the objects of each type are, by object type.'),
    delta: delta.optional().describe('How delta imports learn what has changed. Without it there are none.'),
    notify: identifier
      .optional()
      .describe('PostgreSQL only: channel on which the database says that something changed (NOTIFY).'),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of faults(value)) issues.push({ code: 'custom', path, message, input: value })
  })

export type SqlSettings = z.infer<typeof sqlSettings>
export type ObjectSettings = SqlSettings['objects'][string]
export type ValueSettings = ObjectSettings['values'][string]
export type ChangeSettings = NonNullable<ObjectSettings['changes']>
export type DeltaSettings = NonNullable<SqlSettings['delta']>

interface Fault {
  readonly path: string[]
  readonly message: string
}

export const columnsOf = (columns: string | readonly string[]): readonly string[] =>
  typeof columns === 'string' ? [columns] : columns

function* faults(settings: z.infer<typeof sqlSettings>): Generator<Fault> {
  const { database, url, host, delta: method, notify } = settings
  if ((url === undefined) === (host === undefined)) yield { path: ['host'], message: 'Give either host or url.' }
  if (database !== 'postgresql' && method?.method === 'logical')
    yield { path: ['delta', 'method'], message: 'Logical decoding is for PostgreSQL; use watermark or changes.' }
  if (database !== 'postgresql' && notify !== undefined)
    yield { path: ['notify'], message: 'Only PostgreSQL has notifications.' }
  for (const [entry, one] of Object.entries(settings.objects)) yield* objectFaults(entry, one, settings)
}

function* objectFaults(
  entry: string,
  one: ObjectSettings,
  { delta: method, objects }: z.infer<typeof sqlSettings>,
): Generator<Fault> {
  const at = (...path: string[]) => ['objects', entry, ...path]
  const keys = columnsOf(one.key).length
  if (method?.method === 'watermark' && one.watermark === undefined)
    yield { path: at('watermark'), message: 'The delta method watermark needs the column that grows.' }
  if (method?.method === 'watermark' && method.deletions === 'marked' && one.deleted === undefined)
    yield { path: at('deleted'), message: 'Marked deletions need the column that marks them.' }
  if (method?.method === 'changes' && one.changes === undefined)
    yield { path: at('changes'), message: 'The delta method changes needs the change table.' }
  if (method?.method === 'logical' && one.table === undefined)
    yield { path: at('table'), message: 'Logical decoding tells changes of tables; a query has none.' }
  if (one.changes !== undefined && columnsOf(one.changes.key).length !== keys)
    yield { path: at('changes', 'key'), message: `Expected ${keys} columns, as many as the key has.` }
  if (one.dnTemplate !== undefined && !/\{[^{}]+\}/.test(one.dnTemplate))
    yield { path: at('dnTemplate'), message: 'Expected a column in braces, such as cn={name},o=hr.' }
  for (const [attribute, table] of Object.entries(one.values)) {
    if (columnsOf(table.key).length !== keys)
      yield { path: at('values', attribute, 'key'), message: `Expected ${keys} columns, as many as the key has.` }
  }
  for (const [attribute, target] of Object.entries(one.references)) {
    const found = objects[target]
    if (found === undefined)
      yield { path: at('references', attribute), message: `There is no ${target} among the objects.` }
    else if (columnsOf(found.key).length > 1)
      yield {
        path: at('references', attribute),
        message: `The key of ${target} has several columns; refer to it by name.`,
      }
  }
}
