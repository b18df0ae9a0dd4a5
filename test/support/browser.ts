import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'

/** A browser as somebody has who has never been here, and what went wrong in its pages. */
export interface Browser {
  open(url: string): Promise<Page>
  /** What pages complained of: broken scripts, refused resources, policies that were hurt. */
  readonly complaints: readonly string[]
  /** Hosts that something was asked of. */
  readonly hosts: ReadonlySet<string>
  close(): Promise<void>
}

export async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'identity-hub-browser-'))
  const context: BrowserContext = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    viewport: { width: 1200, height: 800 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const complaints: string[] = []
  const hosts = new Set<string>()
  context.on('weberror', error => complaints.push(String(error.error())))
  context.on('console', message => void (message.type() === 'error' && complaints.push(message.text())))
  context.on('request', request => void (request.url().startsWith('http') && hosts.add(new URL(request.url()).host)))
  return {
    complaints,
    hosts,
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
    async close() {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
