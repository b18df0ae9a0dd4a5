import { parse } from 'yaml'
import type { HubDocument } from '../../../src/configuration/document.js'
import { convertExport } from '../../../src/configuration/mim/convert.js'
import { readExport } from '../../../src/configuration/mim/read-export.js'
import type { ImportReport } from '../../../src/configuration/mim/report.js'
import { ports } from './exports.js'

const SYNTAX: Readonly<Record<string, string>> = {
  string: '15',
  reference: '12',
  binary: '5',
  boolean: '7',
  number: '27',
}

/** A DSML schema: classes with attributes, each `name:type`, with `*` for several values. */
function schemaOf(classes: Readonly<Record<string, readonly string[]>>): string {
  const all = new Set(Object.values(classes).flat())
  const types = [...all].map(text => {
    const [, name, type = 'string', many] = /^([^:]+):(\w+)(\*?)$/.exec(text) ?? [text, text]
    const single = many === '*' ? '' : ' single-value="true"'
    return `<d:attribute-type id="${name}"${single}><d:name>${name}</d:name><d:syntax>1.3.6.1.4.1.1466.115.121.1.${SYNTAX[type]}</d:syntax></d:attribute-type>`
  })
  const found = Object.entries(classes).map(([name, attributes]) => {
    const references = attributes.map(each => `<d:attribute ref="#${each.split(':')[0]}" required="false"/>`)
    return `<d:class id="${name}" type="structural"><d:name>${name}</d:name>${references.join('')}</d:class>`
  })
  return `<schema><d:dsml xmlns:d="http://www.dsml.org/DSML"><d:directory-schema>${found.join('')}${types.join('')}</d:directory-schema></d:dsml></schema>`
}

const ATTRIBUTES = [
  'id:string',
  'sn:string',
  'cn:string',
  'age:number',
  'active:boolean',
  'photo:binary',
  'boss:reference',
  'mails:string*',
  'guid:string',
]

export const HR = '{AAAAAAAA-0000-0000-0000-000000000001}'
export const AD = '{AAAAAAAA-0000-0000-0000-000000000002}'

interface AgentParts {
  readonly id?: string
  readonly name?: string
  readonly category?: string
  /** What stands in ma-data besides name, schema and partition. */
  readonly rules?: string
  readonly created?: string
}

export function agentXml({
  id = HR,
  name = 'HR',
  category = 'MSSQL',
  rules = '',
  created = '2020-01-01',
}: AgentParts = {}): string {
  const selected = ATTRIBUTES.map(each => `<attribute>${each.split(':')[0]}</attribute>`).join('')
  const settings =
    category === 'MSSQL'
      ? '<private-configuration><oledbma-configuration><connection-info><server>db</server><databasename>hr</databasename><tablename>people</tablename><user>hub</user></connection-info><mms-info><anchor><attribute>id</attribute></anchor><object-type>employee</object-type></mms-info></oledbma-configuration></private-configuration>'
      : ''
  return `<saved-ma-configuration server="s"><ma-data><format-version>1</format-version><id>${id}</id><name>${name}</name>
<category>${category}</category><creation-time>${created}</creation-time>${schemaOf({ employee: ATTRIBUTES })}
<attribute-inclusion>${selected}</attribute-inclusion>${settings}
<ma-partition-data><partition><id>{P1}</id><name>default</name><selected>1</selected><filter><object-classes><object-class>employee</object-class></object-classes></filter></partition></ma-partition-data>
${rules}</ma-data></saved-ma-configuration>`
}

const METAVERSE = {
  person: [
    'accountName:string',
    'displayName:string',
    'employeeID:string',
    'manager:reference',
    'photo:binary',
    'age:number',
    'active:boolean',
    'mails:string*',
    'badge:string',
  ],
  Contact: ['displayName:string'],
}

export const metaverseXml = (rules = '', classes: Readonly<Record<string, readonly string[]>> = METAVERSE): string =>
  `<saved-mv-configuration server="s"><mv-data><format-version>1</format-version><version>1</version>${schemaOf(classes)}${rules}</mv-data></saved-mv-configuration>`

/** Import flows of one object type to person. */
export const flowsXml = (...flows: readonly (readonly [attribute: string, mapping: string, more?: string])[]): string =>
  `<import-attribute-flow><import-flow-set mv-object-type="person">${flows
    .map(
      ([attribute, mapping, more = '']) =>
        `<import-flows mv-attribute="${attribute}" type="ranked"><import-flow src-ma="${HR}" cd-object-type="employee" id="{F}">${mapping}</import-flow>${more}</import-flows>`,
    )
    .join('')}</import-flow-set></import-attribute-flow>`

export const direct = (name: string): string =>
  `<direct-mapping><src-attribute>${name}</src-attribute></direct-mapping>`

export const scripted = (context: string, ...names: readonly string[]): string =>
  `<scripted-mapping>${names.map(name => `<src-attribute>${name}</src-attribute>`).join('')}<script-context>${context}</script-context></scripted-mapping>`

export interface SmallImport {
  readonly document: HubDocument
  readonly files: ReadonlyMap<string, string>
  readonly report: ImportReport
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What becomes of a small export. */
export function importSmall(mv: string, ...agents: readonly string[]): SmallImport {
  const files = new Map([
    ['MV.XML', bytes(mv)],
    ...(agents.length === 0 ? [agentXml()] : agents).map((text, i): [string, Uint8Array] => [
      `MA-${i + 1}.XML`,
      bytes(text),
    ]),
  ])
  const imported = convertExport(readExport(files, 'export'), { ports: ports() })
  return { ...imported, document: parse(imported.files.get('hub.yaml') ?? '') as HubDocument }
}
