import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { settingsOf } from '../../src/configuration/describe-settings.js'
import { printSettings } from '../../src/configuration/print-settings.js'
import { connectors } from '../../src/connectors/registry.js'

describe('the description of settings', () => {
  const told = (schema: z.ZodType) => settingsOf(schema).map(({ description: _, ...rest }) => rest)
  const plain = { default: undefined, secret: false, only: undefined }

  test('tells type, need, default, secrets and what is within', () => {
    const schema = z.strictObject({
      url: z.string(),
      bindPassword: z.string().optional(),
      pin: z.string().meta({ secret: true }),
      size: z.int().default(5),
      kind: z.enum(['a', 'b']).default('a'),
      base: z.union([z.string(), z.array(z.string())]),
      names: z.record(z.string(), z.array(z.string())).default({}),
      tls: z.strictObject({ ca: z.string().optional() }),
      columns: z.array(z.strictObject({ width: z.int() })).optional(),
    })
    expect(told(schema)).toEqual([
      { ...plain, name: 'url', type: 'string', required: true },
      { ...plain, name: 'bindPassword', type: 'string', required: false, secret: true },
      { ...plain, name: 'pin', type: 'string', required: true, secret: true },
      { ...plain, name: 'size', type: 'integer', required: false, default: '5' },
      { ...plain, name: 'kind', type: 'one of a, b', required: false, default: '"a"' },
      { ...plain, name: 'base', type: 'string or list of string', required: true },
      { ...plain, name: 'names', type: 'map of list of string', required: false, default: '{}' },
      { ...plain, name: 'tls', type: 'object', required: true },
      { ...plain, name: 'tls.ca', type: 'string', required: false },
      { ...plain, name: 'columns', type: 'list of object', required: false },
      { ...plain, name: 'columns[].width', type: 'integer', required: true },
    ])
  })

  test('tells what is there only beside a certain value, once for all that have it alike', () => {
    const path = z.string().describe('The file.')
    const schema = z.discriminatedUnion('format', [
      z.strictObject({ format: z.literal('csv'), path, delimiter: z.string() }),
      z.strictObject({ format: z.literal('avp'), path, anchor: z.string() }),
      z.strictObject({ format: z.literal('dsml'), path, anchor: z.string() }),
    ])
    expect(settingsOf(schema).map(({ name, type, only }) => [name, type, only])).toEqual([
      ['format', 'one of csv, avp, dsml', undefined],
      ['path', 'string', undefined],
      ['delimiter', 'string', 'format: csv'],
      ['anchor', 'string', 'format: avp, dsml'],
    ])
  })
})

test('the documentation has a section with a table for every connector', () => {
  const text = printSettings()
  for (const { name, settings } of connectors) {
    const section = text.split(`## \`${name}\``)[1]?.split('\n## ')[0] ?? ''
    for (const setting of settingsOf(settings)) expect(section).toContain(`| \`${setting.name}\` |`)
  }
})
