import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClient, FarmChangesDocument, RunsDocument } from 'identity-hub/client'
import type { Page } from 'playwright-core'
import { CHANGES, PEOPLE, PLACE, PROFILE } from '../../examples/portals/page/documents.js'
import { PORTALS } from '../../examples/portals/portals.js'
import { type PortalServer, servePortal } from '../../examples/portals/server.js'
import { newPlace, type Place } from '../cli/support.js'
import { type Browser, startBrowser } from '../support/browser.js'
import { describeWithServer } from '../support/servers.js'

const KEY = /hub_[0-9a-f]{10}_[A-Za-z0-9_-]{43}/

let place: Place
let hub: string
let administrator: string
let contoso: PortalServer
let fabrikam: PortalServer

beforeAll(async () => {
  place = await newPlace()
  const example = place.start('example', '--port', '0')
  await example.shows('Ctrl-C ends it.')
  const { out } = example.output()
  hub = /The graph is at (\S+)\/graphql/.exec(out)?.[1] as string
  administrator = KEY.exec(out)?.[0] as string
  const served = PORTALS.map(async portal => {
    const { out: key } = await place.hub('key', 'create', '--name', portal.farm, '--role', `farm:${portal.farm}`)
    return servePortal(portal, { hub, key: key.trim(), port: 0 })
  })
  ;[contoso, fabrikam] = (await Promise.all(served)) as [PortalServer, PortalServer]
}, 180_000)

afterAll(async () => {
  await contoso?.close()
  await fabrikam?.close()
  await place.leave()
})

const at = (server: PortalServer) => createClient({ url: server.url })

/** Somebody of a company who has a photo, asked of the hub itself. */
async function somebodyOf(company: string): Promise<{ id: string; photo: string }> {
  const query = `query ($company: String!) { people(first: 1, where: { company: { eq: $company }, photo: { present: true }, employeeStatus: { in: ["active"] } }) { totalCount nodes { id photo } } }`
  const { data } = (await (
    await fetch(`${hub}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${administrator}` },
      body: JSON.stringify({ query, variables: { company } }),
    })
  ).json()) as { data: { people: { nodes: [{ id: string; photo: string }] } } }
  return data.people.nodes[0]
}

test('each portal has its own people alone, and of them what its farm sees', async () => {
  const [ours, theirs] = [await somebodyOf('Contoso'), await somebodyOf('Fabrikam')]
  const count = async (server: PortalServer) => (await at(server).request(PEOPLE, {})).farm.profiles.totalCount
  const [contosos, fabrikams] = [await count(contoso), await count(fabrikam)]
  expect(contosos).toBeGreaterThan(1_000)
  expect(fabrikams).toBeGreaterThan(400)
  expect(fabrikams).toBeLessThan(contosos)
  const shown = ['WorkEmail', 'Department']
  const profile = async (server: PortalServer, id: string) =>
    (await at(server).request(PROFILE, { id, shown })).farm.profile
  expect((await profile(contoso, ours.id))?.properties.map(({ name }) => name).sort()).toEqual([...shown].sort())
  expect(await profile(fabrikam, ours.id)).toBeNull()
  expect((await profile(fabrikam, theirs.id))?.properties.map(({ name }) => name)).toEqual(['Department'])
})

test('a photo is there for who is in scope', async () => {
  const [ours, theirs] = [await somebodyOf('Contoso'), await somebodyOf('Fabrikam')]
  const own = await fetch(contoso.url + ours.photo)
  expect([own.status, own.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  expect((await fetch(fabrikam.url + ours.photo)).status).toBe(404)
  expect((await fetch(contoso.url + theirs.photo)).status).toBe(404)
  expect((await fetch(contoso.url + ours.photo.replace('/photo', '/mail'))).status).toBe(404)
})

test('what the pages do not ask is refused, and the key is in nothing that a browser gets', async () => {
  const known = createClient({ url: contoso.url })
  await expect(known.request(RunsDocument, {})).rejects.toMatchObject({
    status: 400,
    message: 'This portal does not ask that.',
  })
  await expect(known.subscribe(FarmChangesDocument, {}).next()).rejects.toMatchObject({ status: 400 })
  const form = await fetch(`${contoso.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query: String(PEOPLE) }),
  })
  expect(form.status).toBe(400)
  for (const path of ['/', '/page.js', '/page.css', '/portal.json']) {
    const file = await fetch(contoso.url + path)
    expect([path, file.status]).toEqual([path, 200])
    expect(await file.text()).not.toMatch(/hub_[0-9a-f]{10}|Bearer hub/)
  }
  expect((await fetch(`${contoso.url}/../server.ts`)).status).toBe(404)
})

test('what changes is told to the pages of its portal, by their own servers', async () => {
  const follow = async (server: PortalServer) => {
    const client = at(server)
    const after = (await client.request(PLACE)).farm.changes.cursor
    const ending = new AbortController()
    const events = client.subscribe(CHANGES, { after }, { signal: ending.signal })
    return { ending, event: events.next() }
  }
  const [ours, theirs] = [await follow(contoso), await follow(fabrikam)]
  const file = join(place.folder, '.hub/example/hr.csv')
  const before = await readFile(file, 'utf8')
  await writeFile(file, before.replace('Finance,Head of Finance,', 'Finance,Head of Money,'))
  expect(await place.hub('--config', '.hub/example', 'run', 'hr', 'daily')).toMatchObject({ code: 0 })
  expect((await ours.event).value).toMatchObject({
    farmChanges: { kind: 'CHANGED', profile: { name: 'María Muñoz', title: 'Head of Money' } },
  })
  await writeFile(file, before)
  expect(await place.hub('--config', '.hub/example', 'run', 'hr', 'daily')).toMatchObject({ code: 0 })
  for (const { ending } of [ours, theirs]) ending.abort()
  expect((await theirs.event).done).toBe(true)
})

describeWithServer('chromium', 'in a browser', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser.close())

  const open = async (server: PortalServer): Promise<Page> => {
    const page = await browser.open(server.url)
    page.setDefaultTimeout(15_000)
    await page.waitForSelector('#live.open')
    return page
  }

  test('somebody is searched, and shown with photo, managers and reports', async () => {
    const page = await open(contoso)
    expect(await page.title()).toBe('Contoso Intranet')
    await page.fill('#search', 'munoz maria')
    await page.click('.card:has-text("Head of Finance")')
    await page.waitForSelector('#profile h2:has-text("María Muñoz")')
    expect(await page.textContent('[data-property=WorkEmail]')).toBe('maria.munoz@contoso.test')
    const chain = await page.locator('.chain .card small').allTextContents()
    expect(chain).toEqual(['Chief Executive Officer'])
    expect(await page.locator('.groups li').allTextContents()).toEqual(expect.arrayContaining(['All Staff', 'Finance']))
    // Down to somebody who reports to her, whose managers are two then.
    await page.click('[data-part=reports] .card >> nth=0')
    await page.locator('.chain .card').nth(1).waitFor()
    await page.click('.chain .card >> nth=1')
    await page.waitForSelector('#profile .role:has-text("Chief Executive Officer")')
    expect(await page.locator('.chain').count()).toBe(0)
    // Few have a photo: somebody who has.
    const { id } = await somebodyOf('Contoso')
    await page.evaluate(`location.hash = ${JSON.stringify(id)}`)
    const photo = page.locator('#profile > img.face')
    const width = await photo.evaluate(async (image: unknown) => {
      const { decode, naturalWidth } = image as { decode(): Promise<void>; naturalWidth: number }
      await decode.call(image)
      return naturalWidth
    })
    expect(width).toBeGreaterThan(0)
  })

  test('a long list goes on, and nobody called so is said', async () => {
    const page = await open(fabrikam)
    await page.waitForSelector('#list .card')
    const before = await page.locator('#list .card').count()
    await page.click('text=More')
    await page
      .locator('#list .card')
      .nth(2 * before - 1)
      .waitFor()
    await page.click('#list .card >> nth=3')
    await page.waitForSelector('#profile dl')
    expect(await page.locator('#profile dt').allTextContents()).toEqual(['Team'])
    await page.fill('#search', 'xyzzy')
    await page.waitForSelector('text=0 people')
  })

  test('what changes in a source is on the page without loading it again; the other portal does not hear of it', async () => {
    const [page, other] = [await open(contoso), await open(fabrikam)]
    await page.fill('#search', 'munoz maria')
    await page.click('.card:has-text("Head of Finance")')
    await page.waitForSelector('#profile .role:has-text("Head of Finance")')
    const file = join(place.folder, '.hub/example/hr.csv')
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace('Finance,Head of Finance,', 'Finance,Chief Financial Officer,'),
    )
    expect(await place.hub('--config', '.hub/example', 'run', 'hr', 'daily')).toMatchObject({ code: 0 })
    await page.waitForSelector('#changes :text("María Muñoz has changed")')
    await page.waitForSelector('#profile .role:has-text("Chief Financial Officer")')
    await page.waitForSelector('#list .card.changed:has-text("Chief Financial Officer")')
    expect(await other.locator('#changes li').count()).toBe(0)
  })

  test('the pages ask their own servers alone, and nothing of them is refused', () => {
    expect([...browser.hosts].sort()).toEqual([contoso, fabrikam].map(({ url }) => new URL(url).host).sort())
    expect(browser.complaints).toEqual([])
  })
})
