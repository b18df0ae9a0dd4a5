import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { copyExample, newPlace, type Place, type Started } from './support.js'

const KEY = /hub_[0-9a-f]{10}_[A-Za-z0-9_-]{43}/

let place: Place

beforeEach(async () => {
  // No DATABASE_URL: the embedded database is part of what is tested here.
  place = await newPlace()
})

afterEach(() => place.leave())

async function serve(...parameters: string[]): Promise<Started & { url: string; key: string | undefined }> {
  const started = place.start('serve', '--port', '0', ...parameters)
  await started.shows('"serving"')
  const { out } = started.output()
  const url = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(out)?.[0]
  if (url === undefined) throw new Error(`no address in ${out}`)
  return { ...started, url, key: KEY.exec(out)?.[0] }
}

async function ask(url: string, key: string | undefined, query: string): Promise<{ status: number; body: unknown }> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const headers = { 'content-type': 'application/json', ...authorization }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return { status: response.status, body: await response.json() }
}

const AGENTS = '{ agents(first: 10) { nodes { name } } }'

async function end({ child, finished }: Started, signal: NodeJS.Signals = 'SIGTERM') {
  child.kill(signal)
  return finished
}

test('the key is shown on the first start only, opens the graph, and another can be made and revoked', async () => {
  const first = await serve()
  expect(first.key).toBeDefined()
  expect(await ask(first.url, first.key, AGENTS)).toMatchObject({
    status: 200,
    body: { data: { agents: { nodes: [] } } },
  })
  expect((await ask(first.url, undefined, AGENTS)).status).toBe(401)
  expect(await end(first)).toMatchObject({ code: 0 })

  const second = await serve()
  expect(second.key).toBeUndefined()
  const made = (await place.hub('key', 'create', '--name', 'app', '--role', 'reader')).out.trim()
  expect(made).toMatch(KEY)
  expect((await ask(second.url, made, AGENTS)).status).toBe(200)
  const prefix = made.split('_')[1] as string
  expect((await place.hub('key', 'list')).out).toMatch(new RegExp(`^${prefix} +app +reader`, 'm'))
  expect(await place.hub('key', 'revoke', prefix)).toMatchObject({ code: 0 })
  expect(await place.hub('key', 'revoke', prefix)).toMatchObject({ code: 2 })
  expect((await place.hub('key', 'list')).out).toMatch(new RegExp(`^${prefix} .*revoked$`, 'm'))
  expect((await refused(second.url, made)).status).toBe(401)
  await end(second)
})

// A verified key is trusted for a few seconds.
async function refused(url: string, key: string): Promise<{ status: number }> {
  for (let tries = 0; tries < 50; tries++) {
    const answer = await ask(url, key, AGENTS)
    if (answer.status !== 200) return answer
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  return { status: 200 }
}

test('while one process serves, others work on the same data', async () => {
  await copyExample(place.folder)
  const server = await serve()
  expect(await place.hub('apply')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'hr', 'daily')).toMatchObject({ code: 0 })
  expect(await place.hub('run', 'contoso', 'full-import', '--no-worker')).toMatchObject({ code: 0 })
  const { body } = await ask(server.url, server.key, '{ metaverseObjects(type: "person", first: 1) { totalCount } }')
  expect(body).toEqual({ data: { metaverseObjects: { totalCount: 1_399 } }, extensions: expect.anything() })
  const another = await serve('--no-worker')
  expect(another.key).toBeUndefined()
  expect((await ask(another.url, server.key, AGENTS)).status).toBe(200)
  // The first one out leaves the database to the other.
  expect(await end(server)).toMatchObject({ code: 0 })
  expect((await ask(another.url, server.key, AGENTS)).status).toBe(200)
  expect(await end(another, 'SIGINT')).toMatchObject({ code: 0 })
})

test('a hub that was killed leaves its database to the next command', async () => {
  await copyExample(place.folder)
  await place.hub('apply')
  const server = await serve()
  await place.hub('run', 'hr', 'full-import', '--no-worker')
  expect(await end(server, 'SIGKILL')).toMatchObject({ code: 'SIGKILL' })
  const status = await place.hub('status', '--json')
  expect(status.code).toBe(0)
  expect(JSON.parse(status.out).agents[0]).toMatchObject({ name: 'hr', objects: 1_500, lastRun: { status: 'success' } })
  // It was the last one, and so the database has ended with it.
  expect(await postmaster()).toEqual([])
  expect(await place.hub('run', 'hr', 'daily')).toMatchObject({ code: 0 })
})

test('after SIGTERM nothing is left running', async () => {
  const server = await serve()
  expect(await postmaster()).toEqual(['postmaster.pid'])
  expect(await end(server)).toMatchObject({ code: 0 })
  expect(await postmaster()).toEqual([])
})

/** The lock file of the embedded server, which is there while it runs. */
async function postmaster(): Promise<string[]> {
  const names = await readdir(join(place.folder, '.hub', 'postgres', 'data'))
  return names.filter(name => name === 'postmaster.pid')
}

test('a port that is taken ends with 6 and says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  try {
    for (const command of ['serve', 'example']) {
      const { code, out, error } = await place.hub(command, '--port', String(port))
      expect(code).toBe(6)
      expect(error).toContain(`127.0.0.1:${port}`)
      expect(error).toContain('Choose another with --port')
      expect(out).not.toMatch(KEY)
    }
  } finally {
    other.close()
  }
})

test('the example stays up, and its query can be pasted', async () => {
  const example = place.start('example', '--port', '0')
  await example.shows('Ctrl-C ends it.')
  const { out } = example.output()
  const url = /The graph is at (\S+)/.exec(out)?.[1] as string
  const { query } = JSON.parse(/-d '(.+)'$/m.exec(out)?.[1] as string)
  const { status, body } = await ask(url, KEY.exec(out)?.[0], query)
  expect(status).toBe(200)
  const from = (name: string, agent: string) => ({ name, contribution: { agent: { name: agent } } })
  const attributes = [from('displayName', 'hr'), from('mail', 'contoso'), from('title', 'hr')]
  expect(body).toMatchObject({
    data: { metaverseObjects: { totalCount: expect.any(Number), nodes: [{ attributes }] } },
  })
  const readme = /-d '(\{"query".+)'$/m.exec(readFileSync('README.md', 'utf8'))?.[1] as string
  const told = await ask(url, KEY.exec(out)?.[0], JSON.parse(readme).query)
  const { nodes } = (told.body as { data: { agents: { nodes: { name: string; statistics: object }[] } } }).data.agents
  expect(nodes[0]).toEqual({ name: 'hr', statistics: { all: 1_500, connectors: 1_399, problems: 0 } })
  example.child.kill('SIGINT')
  expect(await example.finished).toMatchObject({ code: 0 })
})
