import type { MimSettings } from '../model.js'
import { defined, type SourceContext, type SourceDraft, secretOf } from './source.js'

/** Category `MSSQL`. */
export function sqlSource(context: SourceContext): SourceDraft {
  const { agent, ledger } = context
  const { settings } = agent
  const connection = (name: string) => settings.text('connection-info', name)
  const user = connection('user') ?? 'hub'
  const at = ['agents', agent.name, 'settings']
  if (connection('authentication') === 'integrated')
    ledger.decide(
      agent.place,
      `${agent.name} logs in to SQL Server as the Windows account ${connection('domain') ?? ''}\\${user}`,
      'Make a login of SQL Server for the hub, and give its name as user.',
      [...at, 'user'],
    )
  const host = connection('server') ?? 'localhost'
  if (/^(?:localhost|\.|\(local\)|127\.0\.0\.1)$/i.test(host))
    ledger.decide(agent.place, `${agent.name} reads a database on the MIM server itself`, 'Give its name as host.', [
      ...at,
      'host',
    ])
  return {
    connector: 'sql',
    settings: defined({
      database: 'sqlserver',
      host,
      name: connection('databasename'),
      user,
      password: secretOf(context, 'PASSWORD', `the password of the login ${user}`),
      objects: objectsOf(context),
    }),
  }
}

function objectsOf({ agent }: SourceContext): Record<string, unknown> {
  const { settings } = agent
  const info = (...path: string[]) => settings.texts('mms-info', ...path)
  const anchor = info('anchor', 'attribute')
  const [typeColumn] = info('object-type-info', 'object-type-column')
  const types = info('object-type-info', 'object-types', 'object-type')
  const [onlyType = 'object'] = typeColumn === undefined ? info('object-type') : types
  const references = settings
    .each('mms-info', 'column-info')
    .flatMap(column => (isReference(column) ? (column.text('name') ?? []) : []))
  const values = multivalued(settings, anchor)
  const lists = settings
    .each('mms-info', 'multivalued-info', 'multivalued-columns')
    .flatMap(column => (isReference(column) ? (column.text('name') ?? []) : []))
  const pointing = Object.fromEntries([...references, ...lists].map(name => [name, onlyType]))
  const entry = defined({
    table: settings.text('connection-info', 'tablename'),
    key: anchor.length === 1 ? anchor[0] : anchor,
    objectTypeColumn: typeColumn,
    objectTypes: typeColumn === undefined ? undefined : types,
    values: Object.keys(values).length > 0 ? values : undefined,
    references: Object.keys(pointing).length > 0 ? pointing : undefined,
  })
  return { [onlyType]: entry }
}

const isReference = (column: MimSettings): boolean => column.each().some(part => part.mark('dn') === '1')

/** Multi-valued attributes stand in one table, told apart by a column with their names. */
function multivalued(settings: MimSettings, anchor: readonly string[]): Record<string, unknown> {
  const table = settings.text('connection-info', 'multivalued-tablename')
  const info = (name: string) => settings.text('mms-info', 'multivalued-info', name)
  const nameColumn = info('attribute-column')
  if (table === undefined || nameColumn === undefined) return {}
  return Object.fromEntries(
    settings.each('mms-info', 'multivalued-info', 'multivalued-columns').flatMap(column => {
      const name = column.text('name')
      const type = column.text('mms-type')?.toLowerCase()
      const valueColumn =
        (type === 'number' ? info('numeric-column') : undefined) ?? info('string-column') ?? info('numeric-column')
      if (name === undefined || valueColumn === undefined) return []
      const key = anchor.length === 1 ? anchor[0] : anchor
      const columns = [...anchor, valueColumn].map(bracketed).join(', ')
      const query = `SELECT ${columns} FROM ${table.split('.').map(bracketed).join('.')} WHERE ${bracketed(nameColumn)} = '${name.replace(/'/g, "''")}'`
      return [[name, { query, key, column: valueColumn }]]
    }),
  )
}

const bracketed = (name: string): string => `[${name.replace(/^\[|\]$/g, '').replace(/\]/g, ']]')}]`
