import { z } from 'zod'

const path = z.string().min(1).describe('The file. Relative to the folder of the configuration.')
const deltaPath = z
  .string()
  .min(1)
  .optional()
  .describe(
    'File that changes are appended to. With it delta imports are possible; each reads what was appended since.',
  )

const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

export const csvSettings = z
  .strictObject({
    format: z.literal('csv').describe('Comma-separated values with a header row.'),
    path,
    deltaPath,
    encoding: z.enum(['utf8', 'latin1', 'utf16le']).default('utf8').describe('How the file stores characters.'),
    delimiter: z.string().min(1).max(4).default(',').describe('What stands between two columns.'),
    anchor: columns.describe('Column, or columns, whose value never changes and belongs to one object only.'),
    dn: z.string().min(1).optional().describe('Column with the distinguished name. Default: the anchor.'),
    objectType: z.string().min(1).optional().describe('Object type of every row.'),
    objectTypeColumn: z.string().min(1).optional().describe('Column with the object type, when rows differ.'),
    valueSeparator: z
      .string()
      .length(1)
      .default('|')
      .describe(
        'What stands between the values of a multi-valued attribute; within a value it is written \\| and \\ is \\\\.',
      ),
    changeTypeColumn: z
      .string()
      .min(1)
      .optional()
      .describe('Column of the delta file with add, modify or delete. Needed with deltaPath.'),
  })
  .refine(({ objectType, objectTypeColumn }) => (objectType === undefined) !== (objectTypeColumn === undefined), {
    error: 'Give either objectType (all rows are of one type) or objectTypeColumn (a column tells).',
    path: ['objectType'],
  })
  .refine(({ deltaPath, changeTypeColumn }) => deltaPath === undefined || changeTypeColumn !== undefined, {
    error: 'A delta file needs changeTypeColumn, the column that says add, modify or delete.',
    path: ['changeTypeColumn'],
  })
  .refine(({ valueSeparator }) => valueSeparator !== '\\', {
    error: 'The backslash is the escape character and cannot be the separator.',
    path: ['valueSeparator'],
  })

export const ldifSettings = z.strictObject({
  format: z.literal('ldif').describe('LDAP Data Interchange Format (RFC 2849).'),
  path,
  deltaPath,
  anchor: z
    .string()
    .min(1)
    .default('entryUUID')
    .describe('Single-valued attribute that never changes; or the word dn, when objects are never renamed.'),
})

export const fileSettings = z.discriminatedUnion('format', [csvSettings, ldifSettings])

export type CsvSettings = z.infer<typeof csvSettings>
export type LdifSettings = z.infer<typeof ldifSettings>
export type FileSettings = z.infer<typeof fileSettings>
