import { z } from 'zod'
import { ENCODINGS } from './encoding.js'

const path = z.string().min(1).describe('The file. Relative to the folder of the configuration.')
const deltaPath = z
  .string()
  .min(1)
  .optional()
  .describe(
    'File that changes are appended to. With it delta imports are possible; each reads what was appended since.',
  )
const encoding = z.enum(ENCODINGS).default('utf8').describe('How the file stores characters.')
const byteOrderMark = z
  .boolean()
  .optional()
  .describe(
    'Whether a new file begins with a byte order mark. Default: only in UTF-16. A file that is there keeps or lacks its mark.',
  )

const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const table = {
  path,
  deltaPath,
  encoding,
  byteOrderMark,
  anchor: columns.describe('Column, or columns, whose value never changes and belongs to one object only.'),
  dn: z.string().min(1).optional().describe('Column with the distinguished name. Default: the anchor.'),
  objectType: z.string().min(1).optional().describe('Object type of every row.'),
  objectTypeColumn: z.string().min(1).optional().describe('Column with the object type, when rows differ.'),
  changeTypeColumn: z
    .string()
    .min(1)
    .optional()
    .describe('Column of the delta file with add, modify or delete. Needed with deltaPath.'),
}
const valueSeparator = z
  .string()
  .length(1)
  .default('|')
  .describe(
    'What stands between the values of a multi-valued attribute; within a value it is written \\| and \\ is \\\\.',
  )
const escapes = z
  .boolean()
  .default(false)
  .describe(
    'Whether \\n, \\r, \\s, \\t and \\\\ in a value stand for a line feed, a carriage return, a space, a tab, a backslash.',
  )

interface TableRules {
  readonly objectType?: string | undefined
  readonly objectTypeColumn?: string | undefined
  readonly deltaPath?: string | undefined
  readonly changeTypeColumn?: string | undefined
}

const tells = ({ objectType, objectTypeColumn }: TableRules) =>
  (objectType === undefined) !== (objectTypeColumn === undefined)
const TELLS = {
  error: 'Give either objectType (all rows are of one type) or objectTypeColumn (a column tells).',
  path: ['objectType'],
}
const changes = ({ deltaPath, changeTypeColumn }: TableRules) =>
  deltaPath === undefined || changeTypeColumn !== undefined
const CHANGES = {
  error: 'A delta file needs changeTypeColumn, the column that says add, modify or delete.',
  path: ['changeTypeColumn'],
}
const separates = ({ valueSeparator }: { readonly valueSeparator: string }) => valueSeparator !== '\\'
const SEPARATES = {
  error: 'The backslash is the escape character and cannot be the separator.',
  path: ['valueSeparator'],
}

export const csvSettings = z
  .strictObject({
    format: z.literal('csv').describe('Comma-separated values with a header row.'),
    ...table,
    delimiter: z.string().min(1).max(4).default(',').describe('What stands between two columns.'),
    valueSeparator,
  })
  .refine(tells, TELLS)
  .refine(changes, CHANGES)
  .refine(separates, SEPARATES)

const fixedColumn = z.strictObject({
  name: z.string().min(1).describe('The name of the column.'),
  width: z.int().min(1).describe('How wide it is, in what widthIn says.'),
  align: z.enum(['left', 'right']).default('left').describe('On which side the value stands.'),
  fill: z.string().length(1).default(' ').describe('What the rest of the column is filled with.'),
})

export const fixedSettings = z
  .strictObject({
    format: z.literal('fixed-width').describe('Lines whose columns have fixed widths.'),
    ...table,
    columns: z.array(fixedColumn).min(1).describe('The columns from left to right, gaps included.'),
    deltaColumns: z
      .array(fixedColumn)
      .min(1)
      .optional()
      .describe('The columns of the delta file, changeTypeColumn among them. Default: those of the file.'),
    widthIn: z.enum(['characters', 'bytes']).default('characters').describe('What widths count.'),
    headerLines: z.int().min(0).max(100).default(0).describe('Lines before the first row, which are passed over.'),
    shortLines: z
      .enum(['refuse', 'fill'])
      .default('refuse')
      .describe('Whether a line that ends early is a problem, or has blank columns at its end.'),
    valueSeparator,
    escapes,
  })
  .refine(tells, TELLS)
  .refine(changes, CHANGES)
  .refine(separates, SEPARATES)
  .superRefine(({ columns, deltaColumns = columns, deltaPath, changeTypeColumn, ...named }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', message, path: [path] })
    const twice = (list: readonly { readonly name: string }[]) =>
      list.find(({ name }, at) => list.findIndex(one => one.name === name) !== at)?.name
    const same = twice(columns) ?? twice(deltaColumns)
    if (same !== undefined) complain('columns', `Two columns are named ${same}. Give gaps names of their own.`)
    const names = columns.map(({ name }) => name)
    for (const setting of ['anchor', 'dn', 'objectTypeColumn'] as const) {
      const missing = [named[setting] ?? []].flat().find(name => !names.includes(name))
      if (missing !== undefined) complain(setting, `There is no column ${missing}; there are ${names.join(', ')}.`)
    }
    const isTold = deltaColumns.some(({ name }) => name === changeTypeColumn)
    if (deltaPath !== undefined && !isTold)
      complain('deltaColumns', `The delta file has no column ${changeTypeColumn}; list its columns.`)
  })

export const avpSettings = z
  .strictObject({
    format: z.literal('avp').describe('Attribute-value pairs: a line for each value, an empty line between objects.'),
    ...table,
    separator: z.string().min(1).max(8).default(':').describe('What stands between attribute and value.'),
    objectDelimiter: z
      .string()
      .min(1)
      .regex(/^[^\r\n]*$/, { error: 'The delimiter is one line.' })
      .optional()
      .describe('The line that ends an object. Default: an empty line.'),
    escapes,
  })
  .refine(tells, TELLS)
  .refine(changes, CHANGES)

const entryAnchor = z
  .string()
  .min(1)
  .default('entryUUID')
  .describe('Single-valued attribute that never changes; or the word dn, when objects are never renamed.')

export const ldifSettings = z.strictObject({
  format: z.literal('ldif').describe('LDAP Data Interchange Format (RFC 2849).'),
  path,
  deltaPath,
  encoding: encoding.describe('How the file stores characters. RFC 2849 knows UTF-8 only; ldifde -u writes UTF-16.'),
  byteOrderMark,
  anchor: entryAnchor,
})

export const dsmlSettings = z.strictObject({
  format: z.literal('dsml').describe('Directory Services Markup Language, version 1 or 2.'),
  path,
  deltaPath: deltaPath.describe(
    'File that DSML 2 batch requests are appended to. With it delta imports are possible; each reads what was appended since.',
  ),
  encoding: z
    .enum(ENCODINGS)
    .optional()
    .describe('How the file stores characters. Default: as its byte order mark or XML declaration says, else UTF-8.'),
  anchor: entryAnchor,
  version: z.enum(['1', '2']).default('2').describe('The version of a new file; one that is there keeps its own.'),
})

export const fileSettings = z.discriminatedUnion('format', [
  csvSettings,
  fixedSettings,
  avpSettings,
  ldifSettings,
  dsmlSettings,
])

export type CsvSettings = z.infer<typeof csvSettings>
export type FixedSettings = z.infer<typeof fixedSettings>
export type AvpSettings = z.infer<typeof avpSettings>
export type TableSettings = CsvSettings | FixedSettings | AvpSettings
export type LdifSettings = z.infer<typeof ldifSettings>
export type DsmlSettings = z.infer<typeof dsmlSettings>
export type FileSettings = z.infer<typeof fileSettings>
