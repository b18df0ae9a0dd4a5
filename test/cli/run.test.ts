import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { emptyDatabase } from '../support/database.js'
import { copyExample, lastLine, newPlace, type Place } from './support.js'

let place: Place
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  place = await newPlace({ DATABASE_URL: database.url })
  await copyExample(place.folder)
  await place.hub('apply')
})

afterAll(async () => {
  await place.leave()
  await drop()
})

const lastStatus = async (agent: string): Promise<string> => {
  const { agents } = JSON.parse((await place.hub('status', '--json')).out)
  return agents.find((each: { name: string }) => each.name === agent).lastRun.status
}

test('a run is told step by step in plain lines, with MIM’s counters', async () => {
  const { code, out, error } = await place.hub('run', 'hr', 'daily')
  expect(error).toBe('')
  expect(code).toBe(0)
  const lines = out
    .trimEnd()
    .split('\n')
    .filter(line => !line.includes(' of 1,500, '))
  expect(lines).toEqual([
    expect.stringMatching(/^run \d+: hr daily, queued$/),
    expect.stringMatching(/^run \d+: started as number 1 of hr$/),
    'step 1 full-import: started',
    expect.stringMatching(/^step 1 full-import: success in .+ s: stage-add 1,500$/),
    'step 2 delta-synchronization: started',
    expect.stringMatching(/^step 2 delta-synchronization: success in .+ s: .*disconnector-projected-flow 1,399/),
    expect.stringMatching(/^run \d+: success in .+ s$/),
  ])
  expect(out).not.toContain('\u001b')
})

test('--json is the run’s events from number 1, without gaps, to run-ended', async () => {
  const { code, out } = await place.hub('run', 'hr', 'full-import', '--json')
  expect(code).toBe(0)
  const events = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(events.map(event => event.number)).toEqual(events.map((_, i) => i + 1))
  expect(events.map(event => event.kind).filter(kind => kind !== 'progress')).toEqual([
    'run-queued',
    'run-started',
    'step-started',
    'step-ended',
    'run-ended',
  ])
  expect(events.find(event => event.kind === 'step-ended').data.counters).toEqual({ 'stage-no-change': 1_500 })
  expect(events.at(-1).data).toEqual({ status: 'success' })
})

test('the status afterwards has what the runs brought', async () => {
  const { out } = await place.hub('status')
  expect(out).toMatch(/^configuration: version 1\nmetaverse: +1,399 person\nopen runs: +0\n/)
  expect(out).toMatch(/^hr +file +1,500 +1,399 +0 +0 +0 .+full-import success/m)
  expect(out).toMatch(/^contoso +file +0 +0 +0 +0 +0 +full-import +never$/m)
})

test('an unknown agent or profile ends with 2 and names those that exist', async () => {
  expect(await place.hub('run', 'sap', 'daily')).toMatchObject({
    code: 2,
    error: expect.stringContaining('Agents: hr, contoso'),
  })
  expect(await place.hub('run', 'hr', 'weekly')).toMatchObject({
    code: 2,
    error: expect.stringContaining('Its profiles: daily'),
  })
})

test('a source that is not there ends with 4, the file’s name and a remedy', async () => {
  await rename(join(place.folder, 'fabrikam.ldif'), join(place.folder, 'elsewhere.ldif'))
  const { code, out, error } = await place.hub('run', 'fabrikam', 'full-import')
  expect(code).toBe(4)
  expect(error).toMatch(/error: .*fabrikam\.ldif.* \[source\.not-found\]\n {2}\S/)
  expect(lastLine(out)).toMatch(/no-start-file-not-found/)
  await rename(join(place.folder, 'elsewhere.ldif'), join(place.folder, 'fabrikam.ldif'))
})

test('a source that is suddenly empty deletes nobody', async () => {
  const text = await readFile(join(place.folder, 'hr.csv'), 'utf8')
  await writeFile(join(place.folder, 'hr.csv'), text.slice(0, text.indexOf('\n') + 1))
  const { code, out, error } = await place.hub('run', 'hr', 'daily')
  await writeFile(join(place.folder, 'hr.csv'), text)
  expect(code).toBe(4)
  expect(lastLine(out)).toMatch(/stopped-deletion-limit/)
  expect(error).toMatch(/holds 1500\. Nothing was deleted\. \[source\.empty\]\n {2}Check the source/)
  const { agents, metaverse } = JSON.parse((await place.hub('status', '--json')).out)
  expect(agents[0]).toMatchObject({ objects: 1_500, pendingImports: 0 })
  expect(metaverse.person).toBe(1_399)
})

test('objects that cannot be read end with 1, and are shown', async () => {
  await appendFile(join(place.folder, 'hr.csv'), '"",Nobody,At All,,,,,,,,,,,\n')
  const { code, out, error } = await place.hub('run', 'hr', 'full-import')
  expect(lastLine(out)).toMatch(/completed-discovery-errors/)
  expect(code).toBe(1)
  expect(error).toMatch(/^warning: .*\[missing-(dn|anchor-component)\]/m)
})

test('Ctrl-C cancels the run, also one that no worker has taken yet', async () => {
  const run = place.start('run', 'portal', 'export', '--no-worker')
  await run.shows('queued')
  run.child.kill('SIGINT')
  expect(await run.finished).toMatchObject({
    code: 130,
    out: expect.stringContaining('stopped-user-termination-from-wmi-or-ui'),
  })
  expect(await lastStatus('portal')).toBe('stopped-user-termination-from-wmi-or-ui')
})

test('two runs of one agent at once take turns, and both end well', async () => {
  const both = await Promise.all([
    place.hub('run', 'contoso', 'full-import'),
    place.hub('run', 'contoso', 'full-import'),
  ])
  expect(both.map(each => each.code)).toEqual([0, 0])
  const added = both.filter(each => each.out.includes('stage-add 1,558'))
  const unchanged = both.filter(each => each.out.includes('stage-no-change 1,558'))
  expect([added.length, unchanged.length]).toEqual([1, 1])
})

test('a worker executes what others queue, and ends cleanly on SIGTERM', async () => {
  const worker = place.start('worker')
  await worker.shows('waiting for runs')
  expect(await place.hub('run', 'fabrikam', 'full-import', '--no-worker')).toMatchObject({ code: 0 })
  worker.child.kill('SIGTERM')
  const { code, out, error } = await worker.finished
  expect(code).toBe(0)
  expect(out).toBe('')
  for (const line of error.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: 30 })
})
