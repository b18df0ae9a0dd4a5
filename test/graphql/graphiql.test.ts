import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Browser, startBrowser } from '../support/browser.js'
import { describeWithServer } from '../support/servers.js'
import { type World, world } from './support.js'

let held: World

beforeAll(async () => {
  held = await world()
})
afterAll(() => held.close())

test('the page needs no key, loads from the hub alone, and runs no script that is not its own', async () => {
  const page = await fetch(`${held.server.url}/graphiql`)
  expect(page.status).toBe(200)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '')
  const own = files.filter(file => !file.startsWith('data:'))
  expect(own).toEqual(['/graphiql/graphiql.css', '/graphiql/graphiql.js'])
  for (const file of own) expect((await fetch(held.server.url + file)).status).toBe(200)
  expect((await fetch(`${held.server.url}/graphiql/..%2fpackage.json`)).status).not.toBe(200)
})

describeWithServer('chromium', 'in a browser', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await startBrowser()
    page = await browser.open(`${held.server.url}/graphiql`)
    page.setDefaultTimeout(10_000)
  })
  afterAll(() => browser.close())

  const enter = async (key: string): Promise<void> => {
    await page.fill('#key', key)
    await page.click('text=Open the graph')
  }

  test('a key that is no good, or not an administrator’s, opens nothing', async () => {
    await enter('hub_nobody')
    await page.waitForSelector('text=There is no valid API key.')
    await enter(await held.key('reader'))
    await page.waitForSelector('text=This key is not an administrator’s.')
    expect(await page.locator('.graphiql-container').count()).toBe(0)
  })

  test('an administrator asks the graph, also after loading the page again', async () => {
    await enter(await held.key('administrator'))
    await page.click('[aria-label^="Execute query"]')
    await page.waitForSelector('.result-window :text("portal")')
    await page.reload()
    await page.click('[aria-label^="Execute query"]')
    await page.waitForSelector('.result-window :text("portal")')
  })

  test('the documentation is there, the types of the metaverse included', async () => {
    await page.click('[aria-label="Show Documentation Explorer"]')
    await page.click('.graphiql-doc-explorer :text-is("Query")')
    await page.waitForSelector('.graphiql-doc-explorer :text-is("people")')
  })

  test('nothing was asked of anybody else, and nothing was refused by the policy of the page', async () => {
    expect([...browser.hosts]).toEqual([new URL(held.server.url).host])
    // The two keys that were refused.
    const others = browser.complaints.map(text => text.slice(0, 300)).filter(text => !text.includes('status of 401'))
    expect(others).toEqual([])
  })

  test('the key is forgotten when one says so', async () => {
    await page.click('text=Forget the key')
    await page.waitForSelector('#key')
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })
})
