import { dnKey, escapeDnValue, parentDn, splitDn, unescapeDnValue } from '../../model/dn.js'
import type { Binary, Decline, DistinguishedNames, Hub } from '../../rules/extension-api.js'
import { toAscii } from '../../rules/transliteration.js'
import { Failure } from './failure.js'

export const DECLINE: Decline = Symbol('decline') as unknown as Decline

const textOf = (component: string): string => unescapeDnValue(component.slice(component.indexOf('=') + 1).trim())

const dn: DistinguishedNames = {
  component(name, position) {
    const component = splitDn(name).at(position > 0 ? position - 1 : position)
    return component === undefined || position === 0 ? undefined : textOf(component)
  },
  components: name =>
    splitDn(name).map(each => ({
      type: each.includes('=') ? each.slice(0, each.indexOf('=')).trim() : '',
      value: textOf(each),
    })),
  parent: parentDn,
  escape: escapeDnValue,
  same: (a, b) => dnKey(a) === dnKey(b),
  isWithin(name, container) {
    const [inner, outer] = [dnKey(name), dnKey(container)]
    return inner === outer || inner.endsWith(`,${outer}`)
  },
}

const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'base64')) : value

const binary: Binary = {
  bytes: bytesOf,
  base64: bytes => Buffer.from(bytes).toString('base64'),
  sid(value) {
    const bytes = bytesOf(value)
    const count = bytes[1] ?? 0
    if (bytes.length !== 8 + 4 * count || bytes[0] !== 1) throw unexpected('The value is no security identifier')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4)
    const parts = Array.from({ length: count }, (_, i) => view.getUint32(8 + 4 * i, true))
    return ['S', 1, authority, ...parts].join('-')
  },
  guid(value) {
    const bytes = bytesOf(value)
    if (bytes.length !== 16) throw unexpected('The value is no GUID: those have 16 bytes')
    // The first three parts are little-endian.
    const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    const hex = order.map(i => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join('')
    return `{${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}}`
  },
}

const unexpected = (message: string): Failure => new Failure('extension-unexpected-attribute-value', message)

/** What every function of an author gets as its last argument. */
export const hub: Hub = Object.freeze<Hub>({
  decline: DECLINE,
  fail: (message: string) => unexpected(String(message)),
  notImplemented: () =>
    new Failure('extension-entry-point-not-implemented', 'The rules say that this is not implemented'),
  dn: Object.freeze(dn),
  binary: Object.freeze(binary),
  ascii: toAscii,
})
