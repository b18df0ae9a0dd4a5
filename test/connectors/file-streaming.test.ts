import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'

/** HUB_TEST_FILE_MB=1024 streams 1 GB a format. */
const MEGABYTES = Number(process.env.HUB_TEST_FILE_MB ?? 150)
/** What reading or rewriting may take beyond what node takes for the code: less than any of the files, and the same for all sizes. */
const CEILING_MB = 120
const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

const text = (name: string) => ({ name, type: 'string', multivalued: false }) as const
const TYPES = [{ name: 'person', attributes: [text('uid'), text('sn'), text('title'), text('description')] }]
const FILLING = 'Lorem ipsum dolor sit amet, Zoë & Jürgen, consectetur adipiscing elit, sed do eiusmod tempor '.repeat(
  4,
)

interface Format {
  readonly settings: object
  readonly head?: string
  readonly tail?: string
  object(uid: string): string
}

const TABLE = { path: 'people', anchor: 'uid', objectType: 'person' }
const COLUMNS = [
  { name: 'uid', width: 20 },
  { name: 'sn', width: 20 },
  { name: 'title', width: 20 },
  { name: 'description', width: 400 },
]
const FORMATS: Readonly<Record<string, Format>> = {
  csv: {
    settings: { ...TABLE, format: 'csv' },
    head: 'uid,sn,title,description\n',
    object: uid => `${uid},Surname,Clerk,"${FILLING}"\n`,
  },
  'fixed-width': {
    settings: { ...TABLE, format: 'fixed-width', columns: COLUMNS },
    object: uid => `${uid.padEnd(20)}${'Surname'.padEnd(20)}${'Clerk'.padEnd(20)}${FILLING.padEnd(400)}\n`,
  },
  avp: {
    settings: { ...TABLE, format: 'avp', encoding: 'windows-1252' },
    object: uid => `uid: ${uid}\nsn: Surname\ntitle: Clerk\ndescription: ${FILLING}\n\n`,
  },
  ldif: {
    settings: { format: 'ldif', path: 'people', anchor: 'uid' },
    object: uid =>
      `dn: ${uid}\nobjectClass: person\nuid: ${uid}\nsn: Surname\ntitle: Clerk\ndescription: ${FILLING}\n\n`,
  },
  dsml: {
    settings: { format: 'dsml', path: 'people', anchor: 'uid' },
    head: '<batchRequest xmlns="urn:oasis:names:tc:DSML:2:0:core">\n',
    tail: '</batchRequest>\n',
    object: uid =>
      `<addRequest dn="${uid}">${Object.entries({
        objectClass: 'person',
        uid,
        sn: 'Surname',
        title: 'Clerk',
        description: FILLING.replaceAll('&', '&amp;'),
      })
        .map(([name, value]) => `<attr name="${name}"><value>${value}</value></attr>`)
        .join('')}</addRequest>\n`,
  },
}

describe(`a file of ${MEGABYTES} MB`, () => {
  test.each(Object.keys(FORMATS))(
    'in the format %s is read, and one object of it is changed, in constant memory',
    async name => {
      const format = FORMATS[name]
      if (format === undefined) throw new Error(name)
      const folder = await mkdtemp(join(tmpdir(), 'hub-stream-'))
      try {
        const objects = await generate(join(folder, 'people'), format)
        const { size } = await stat(join(folder, 'people'))
        const read = await measure({ folder, settings: format.settings, work: 'read' })
        expect([read.objects, read.problems]).toEqual([objects, 0])
        const written = await measure({ folder, settings: format.settings, work: 'export', dn: `u${objects >> 1}` })
        expect([written.objects, written.problems]).toEqual([1, 0])
        report(name, size, { read, written })
        expect(read.megabytes).toBeLessThan(CEILING_MB)
        expect(written.megabytes).toBeLessThan(CEILING_MB)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    3_600_000,
  )
})

/** Writes a file of at least so many megabytes. Answers how many objects it has. */
async function generate(path: string, { settings, head = '', tail = '', object }: Format): Promise<number> {
  const encoding = 'encoding' in settings ? 'latin1' : 'utf8'
  let objects = 0
  function* pieces() {
    yield Buffer.from(head)
    for (let written = 0; written < MEGABYTES * 1_048_576; ) {
      let piece = ''
      for (let i = 0; i < 500; i++) piece += object(`u${objects++}`)
      const bytes = Buffer.from(piece, encoding)
      written += bytes.length
      yield bytes
    }
    yield Buffer.from(tail)
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path))
  return objects
}

interface Measured {
  readonly objects: number
  readonly problems: number
  readonly seconds: number
  readonly megabytes: number
}

async function measure(task: object): Promise<Measured> {
  const program = join(ROOT, 'test/support/stream-file.ts')
  const flags = ['--max-old-space-size=64', '--max-semi-space-size=8', '--import', './scripts/typescript.js']
  const { stdout } = await run(process.execPath, [...flags, program, JSON.stringify({ types: TYPES, ...task })], {
    cwd: ROOT,
  })
  return JSON.parse(stdout)
}

function report(name: string, size: number, measured: Readonly<Record<string, Measured>>): void {
  if (process.env.HUB_TEST_FILE_MB === undefined) return
  for (const [work, { seconds, megabytes, objects }] of Object.entries(measured)) {
    const rate = (size / 1_048_576 / seconds).toFixed(0)
    process.stderr.write(
      `${name} ${work}: ${objects} objects, ${seconds.toFixed(1)} s, ${rate} MB/s, ${megabytes.toFixed(0)} MB of memory\n`,
    )
  }
}
