import type { AddDelta, Delta } from '../../src/model/delta.js'
import { definitions } from './texts.js'

const NAMESPACES = { 1: 'http://www.dsml.org/DSML', 2: 'urn:oasis:names:tc:DSML:2:0:core' } as const

/** A whole document of either version. */
export function dsmlDocument(version: '1' | '2', elements: readonly string[]): string {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  const body = elements.map(element => `  ${element}\n`).join('')
  if (version === '2') return `${declaration}<batchRequest xmlns="${NAMESPACES[2]}">\n${body}</batchRequest>\n`
  return `${declaration}<d:dsml xmlns:d="${NAMESPACES[1]}">\n<d:directory-entries>\n${body}</d:directory-entries>\n</d:dsml>\n`
}

/** An object as an element of a document: `d:entry`, or `addRequest`. */
export function dsmlElement(
  version: '1' | '2',
  object: AddDelta,
  extra: Readonly<Record<string, readonly string[]>> = {},
): string {
  const attributes = Object.entries({ ...extra, ...object.attributes }).map(([name, values]) => {
    const p = version === '1' ? 'd:' : ''
    const texts = values.map(value => valueElement(version, name, value)).join('')
    return `<${p}attr name="${name}">${texts}</${p}attr>`
  })
  const dn = xml(object.dn)
  if (version === '1') {
    const classes = `<d:objectclass><d:oc-value>top</d:oc-value><d:oc-value>${object.objectType}</d:oc-value></d:objectclass>`
    return `<d:entry dn="${dn}">${classes}${attributes.join('')}</d:entry>`
  }
  const classes = `<attr name="objectClass"><value>top</value><value>${object.objectType}</value></attr>`
  return `<addRequest dn="${dn}">${classes}${attributes.join('')}</addRequest>`
}

/** A modification or a deletion as a request. */
export function dsmlRequest(delta: Exclude<Delta, AddDelta>): string {
  const dn = xml(delta.dn)
  if (delta.kind === 'delete') return `<delRequest dn="${dn}"/>`
  const modifications = Object.entries(delta.changes).flatMap(([name, list]) =>
    list.map(({ operation, values }) => {
      const texts = values.map(value => valueElement('2', name, value)).join('')
      return `<modification name="${name}" operation="${operation}">${texts}</modification>`
    }),
  )
  return `<modifyRequest dn="${dn}">${modifications.join('')}</modifyRequest>`
}

function valueElement(version: '1' | '2', name: string, value: string): string {
  if (definitions.get(name)?.type !== 'binary')
    return version === '1' ? `<d:value>${xml(value)}</d:value>` : `<value>${xml(value)}</value>`
  if (version === '1') return `<d:value encoding="base64">${value}</d:value>`
  const namespaces =
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
  return `<value ${namespaces} xsi:type="xsd:base64Binary">${value}</value>`
}

const xml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\r', '&#13;')
