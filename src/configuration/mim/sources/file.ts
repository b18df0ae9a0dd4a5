import { defined, type SourceContext, type SourceDraft } from './source.js'

/** Windows code pages that MIM's file agents name, as the hub calls them. */
const CODE_PAGES: Readonly<Record<string, string>> = {
  1200: 'utf16le',
  1201: 'utf16be',
  20127: 'us-ascii',
  65001: 'utf8',
  28591: 'iso-8859-1',
  28592: 'iso-8859-2',
  28605: 'iso-8859-15',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  ...Object.fromEntries(
    [1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map(page => [page, `windows-${page}`]),
  ),
  ...Object.fromEntries([437, 850, 852, 855, 866].map(page => [page, `cp${page}`])),
}

/** Category `Delimited`. */
export function delimitedSource(context: SourceContext): SourceDraft {
  const { agent, ledger } = context
  const { settings } = agent
  const format = (name: string) => settings.text('delimited_format', name)
  const page = format('code_page') ?? '65001'
  const encoding = CODE_PAGES[page]
  const at = ['agents', agent.name, 'settings']
  if (encoding === undefined)
    ledger.decide(agent.place, `${agent.name} reads the code page ${page}`, 'Give its encoding; utf8 is assumed.', [
      ...at,
      'encoding',
    ])
  if (format('first_row_contains_headers') === '0')
    ledger.decide(
      agent.place,
      `The file of ${agent.name} has no header row`,
      'Write the names of the columns as its first line.',
      [...at, 'path'],
    )
  if (format('text_qualifier') !== undefined && format('text_qualifier') !== '34')
    ledger.decide(
      agent.place,
      `${agent.name} has values in other marks than "`,
      'Write the file with ", as every CSV file has it.',
      [...at, 'path'],
    )
  return {
    connector: 'file',
    settings: defined({
      format: 'csv',
      path: pathOf(context),
      encoding: encoding ?? 'utf8',
      delimiter: String.fromCharCode(Number(format('delimiter') ?? '44')),
      ...tableOf(context),
    }),
  }
}

function tableOf({ agent, ledger }: SourceContext): Record<string, unknown> {
  const { settings } = agent
  const anchor = settings.texts('importing', 'anchor', 'attribute')
  const column = settings.text('importing', 'object_class_attribute')
  const mappings = settings.each('primary_class_mappings')
  const renamed = mappings.filter(each => each.text('primary_class') !== each.text('oc-value'))
  if (renamed.length > 0)
    ledger.decide(
      agent.place,
      `${agent.name} has other words for object types in its file: ${renamed.map(each => `${each.text('oc-value')} is ${each.text('primary_class')}`).join(', ')}`,
      'Name the object types under objects as the file does.',
      ['agents', agent.name, 'objects'],
    )
  const [type] = mappings.map(each => each.text('primary_class'))
  return {
    anchor: anchor.length === 1 ? anchor[0] : anchor,
    ...(column === undefined ? { objectType: type ?? 'person' } : { objectTypeColumn: column }),
  }
}

/** MIM keeps the file in a folder of the agent, and every run profile may read another one. */
function pathOf({ agent, slug, ledger }: SourceContext): string {
  const names = [
    ...new Set(agent.runProfiles.flatMap(({ steps }) => steps.flatMap(({ inputFile }) => inputFile ?? []))),
  ]
  const [name = `${slug}.csv`, ...others] = names
  ledger.decide(
    agent.place,
    others.length === 0
      ? `${agent.name} read its file from MaData\\${agent.name}`
      : `The run profiles of ${agent.name} read different files: ${names.join(', ')}`,
    'Give the path of the file, relative to the folder of hub.yaml.',
    ['agents', agent.name, 'settings', 'path'],
  )
  return name
}

/** Categories `LDIF` and `DSML`, whose files say everything themselves. */
export function directoryFileSource(context: SourceContext): SourceDraft {
  const format = context.agent.category.toLowerCase()
  return {
    connector: 'file',
    settings: {
      format,
      path: pathOf(context),
      anchor: context.agent.settings.text('importing', 'anchor', 'attribute') ?? 'dn',
    },
  }
}
