import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { command } from '../../src/connectors/command/index.js'
import type { Capabilities } from '../../src/connectors/connector.js'
import type { AddDelta, Delta } from '../../src/model/delta.js'
import { dnKey } from '../../src/model/dn.js'
import { describeWithServer } from '../support/servers.js'
import { conformance } from './conformance.js'
import { changed } from './conformance-state.js'

const run = promisify(execFile)
const EXAMPLES = join(import.meta.dirname, '../../examples/command-connector')
const ALL: Capabilities = command.capabilities

/** Ends the programs of this process that run `script`, as a crash would. */
async function crash(script: string): Promise<void> {
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
  for (const line of stdout.split('\n')) if (line.includes(script)) process.kill(Number.parseInt(line, 10), 'SIGKILL')
}

/** Makes changes to the database as somebody else would. */
const SQLITE = `
import json, sqlite3, sys
task = json.load(sys.stdin)
db = sqlite3.connect(sys.argv[1])
if "schema" in task:
    db.executescript(task["schema"])
for row in task["put"]:
    db.execute("insert or replace into object values (?, ?, ?, ?, ?)", row)
for anchor in task["remove"]:
    db.execute("delete from object where anchor = ?", (anchor,))
for row in task["log"]:
    db.execute("insert into change (anchor, dn) values (?, ?)", row)
db.commit()
`
// The example's own rule for names; it tells no more spellings apart.
const keyOf = (dn: string) => dn.toLowerCase()

/** What somebody else keeps in a source: objects with anchors of their own. */
function keeper(objects: readonly AddDelta[]) {
  let anchors = 1
  const held = new Map<string, AddDelta & { readonly anchor: string }>()
  const anchored = (object: AddDelta) => ({ ...object, anchor: `a${anchors++}` })
  for (const object of objects) held.set(dnKey(object.dn), anchored(object))
  return {
    held,
    /** Makes a change. Answers the object as it is now; undefined once it is gone. */
    change(delta: Delta) {
      const before = held.get(dnKey(delta.dn))
      if (delta.kind === 'add') {
        const now = anchored(delta)
        held.set(dnKey(delta.dn), now)
        return { anchor: now.anchor, now }
      }
      if (before === undefined) throw new Error(`no ${delta.dn}`)
      held.delete(dnKey(delta.dn))
      if (delta.kind === 'delete') return { anchor: before.anchor, now: undefined }
      const now = { ...changed(before, delta), anchor: before.anchor }
      held.set(dnKey(now.dn), now)
      return { anchor: now.anchor, now }
    },
  }
}

describeWithServer('python3', 'a program in Python', () =>
  conformance('a command in Python', {
    connector: command,
    capabilities: { ...ALL, watch: false },
    deltaRenames: true,
    // Every import is a start of the program.
    sizes: { histories: 4 },
    start: async objects => {
      const folder = await mkdtemp(join(tmpdir(), 'hub-command-'))
      const database = join(folder, 'people.db')
      const people = keeper(objects)
      const rowOf = ({ anchor, dn, objectType, attributes }: AddDelta & { readonly anchor: string }) => [
        anchor,
        keyOf(dn),
        dn,
        objectType,
        JSON.stringify(attributes),
      ]
      const sqlite = async (task: object) => {
        const working = run('python3', ['-c', SQLITE, database])
        working.child.stdin?.end(JSON.stringify({ put: [], remove: [], log: [], ...task }))
        await working
      }
      const schema = await readFile(join(EXAMPLES, 'people.sql'), 'utf8')
      await sqlite({ schema, put: [...people.held.values()].map(rowOf) })
      return {
        folder,
        settings: {
          command: ['python3', join(EXAMPLES, 'people.py')],
          capabilities: ['full-import', 'delta-import', 'export', 'rename', 'value-changes', 'discovery', 'passwords'],
          settings: { database: 'people.db' },
        },
        change: async deltas => {
          const made = deltas.map(delta => ({ dn: delta.dn, ...people.change(delta) }))
          await sqlite({
            put: made.flatMap(({ now }) => (now ? [rowOf(now)] : [])),
            remove: made.flatMap(({ now, anchor }) => (now ? [] : [anchor])),
            log: made.map(({ anchor, dn }) => [anchor, dn]),
          })
        },
        breakOff: async () => {
          await rename(database, `${database}.away`)
          await crash('people.py')
        },
        login: async (dn, password) => {
          const check = `
import hashlib, json, sqlite3, sys
task = json.load(sys.stdin)
row = sqlite3.connect(sys.argv[1]).execute(
    "select salt, hash from password natural join object where key = ?", (task["key"],)).fetchone()
print(bool(row) and hashlib.scrypt(task["password"].encode(), salt=row[0], n=1024, r=8, p=1).hex() == row[1])
`
          const working = run('python3', ['-c', check, database])
          working.child.stdin?.end(JSON.stringify({ key: keyOf(dn), password }))
          return (await working).stdout.trim() === 'True'
        },
        stop: () => rm(folder, { recursive: true }),
      }
    },
  }),
)

conformance('a command in JavaScript', {
  connector: command,
  capabilities: { ...ALL, deltaImport: false, passwords: false },
  start: async objects => {
    const folder = await mkdtemp(join(tmpdir(), 'hub-command-'))
    const file = join(folder, 'people.json')
    const people = keeper(objects)
    let version = 0
    const save = async () => {
      const list = [...people.held.values()].map(({ anchor, dn, objectType, attributes }) => {
        return { anchor, dn, objectType, attributes }
      })
      await writeFile(`${file}.mine`, JSON.stringify({ version: version++, objects: list }))
      await rename(`${file}.mine`, file)
    }
    await save()
    return {
      folder,
      settings: {
        command: [process.execPath, join(EXAMPLES, 'people.mjs')],
        capabilities: ['full-import', 'export', 'rename', 'value-changes', 'discovery', 'watch'],
        settings: { file: 'people.json' },
      },
      change: async deltas => {
        for (const delta of deltas) people.change(delta)
        await save()
      },
      breakOff: async () => {
        await rename(file, `${file}.away`)
        await crash('people.mjs')
      },
      stop: () => rm(folder, { recursive: true }),
    }
  },
})
