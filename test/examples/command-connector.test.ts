import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestHub, testHub } from '../support/hub.js'
import { describeWithServer } from '../support/servers.js'

const SEED = `
import json, sqlite3, sys
db = sqlite3.connect("people.db")
db.executescript(open("people.sql").read())
for key, name, more in [("a", "Ada, L", {}), ("b", "Bo", {"manager": ["cn=ada"]})]:
    db.execute("insert into object values (?, ?, ?, 'person', ?)",
        (key, "cn=" + name.lower()[:3].strip(","), "cn=" + name[:3].strip(","), json.dumps({"displayName": [name], **more})))
    db.execute("insert into change (anchor, dn) values (?, ?)", (key, "cn=" + key))
db.commit()
`
const CHANGE = `
import json, sqlite3
db = sqlite3.connect("people.db")
db.execute("update object set attributes = ? where anchor = 'b'", (json.dumps({"displayName": ["Bo the Second"], "manager": ["cn=ada"]}),))
db.execute("insert into change (anchor, dn) values ('b', 'cn=bo')")
db.commit()
`

describeWithServer('python3', 'the example of programs as connectors', () => {
  let folder: string
  let hub: TestHub
  const python = (script: string) => promisify(execFile)('python3', ['-c', script], { cwd: folder })
  const path = process.env.PATH

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-example-'))
    await cp('examples/command-connector', folder, { recursive: true })
    await python(SEED)
    await writeFile(join(folder, 'people.json'), JSON.stringify({ version: 0, objects: [] }))
    // The example says `node`: the one that runs the tests.
    process.env.PATH = `${join(process.execPath, '..')}:${path}`
    hub = await testHub(join(folder, 'hub.yaml'), folder)
  })
  afterAll(async () => {
    process.env.PATH = path
    await hub?.drop()
    await rm(folder, { recursive: true, force: true })
  })

  const run = async (agent: string, ...steps: readonly Parameters<TestHub['run']>[1][]) => {
    for (const step of steps) {
      const result = await hub.run(agent, step)
      expect([agent, step, result.problem, result.status]).toEqual([agent, step, null, 'success'])
    }
  }
  const portal = async () => {
    const { objects } = JSON.parse(await readFile(join(folder, 'people.json'), 'utf8'))
    return objects
      .map(({ dn, attributes }: { dn: string; attributes: object }) => ({ dn, ...attributes }))
      .sort((a: { dn: string }, b: { dn: string }) => (a.dn < b.dn ? -1 : 1))
  }

  test('people go from the database to the file, and so do changes', async () => {
    await run('people', 'full-import', 'full-synchronization')
    await run('portal', 'export', 'full-import', 'delta-synchronization')
    const ada = { dn: 'cn=Ada\\, L', displayName: ['Ada, L'] }
    expect(await portal()).toEqual([ada, { dn: 'cn=Bo', displayName: ['Bo'], manager: [ada.dn] }])

    await python(CHANGE)
    await run('people', 'delta-import', 'delta-synchronization')
    await run('portal', 'export')
    expect(await portal()).toEqual([ada, { dn: 'cn=Bo', displayName: ['Bo the Second'], manager: [ada.dn] }])
  })
})
