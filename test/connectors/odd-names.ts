/** Names that a careless reader or writer of distinguished names breaks: the text, and how RFC 4514 writes it. */
export const ODD_NAMES = {
  comma: { text: 'Doe, Jane', rdn: 'Doe\\, Jane' },
  hash: { text: '#1 of all', rdn: '\\#1 of all' },
  'line feed': { text: 'two\nlines', rdn: 'two\\0Alines' },
  plus: { text: 'Smith + Sons', rdn: 'Smith \\+ Sons' },
  'quotes and brackets': { text: '"Q" <a>; b=c', rdn: '\\"Q\\" \\<a\\>\\; b\\=c' },
  backslash: { text: 'back\\slash\\', rdn: 'back\\\\slash\\\\' },
  'space in front': { text: ' leads', rdn: '\\ leads' },
  'space behind': { text: 'trails ', rdn: 'trails\\ ' },
  'beyond ASCII': { text: 'Ærøskøbing 日本語 \u{1F600}', rdn: 'Ærøskøbing 日本語 \u{1F600}' },
  'filter characters': { text: 'Bob (*) "x" eq y', rdn: 'Bob (*) \\"x\\" eq y' },
  '200 characters': { text: 'long '.repeat(39).padEnd(200, 'x'), rdn: 'long '.repeat(39).padEnd(200, 'x') },
  '400 characters': { text: 'long '.repeat(79).padEnd(400, 'x'), rdn: 'long '.repeat(79).padEnd(400, 'x') },
} as const satisfies Record<string, { readonly text: string; readonly rdn: string }>

export type OddName = keyof typeof ODD_NAMES
