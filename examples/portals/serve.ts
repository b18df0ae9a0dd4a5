// npm run example:portals: serves both portals on this machine.
import { PORTALS } from './portals.js'
import { servePortal } from './server.js'

const FIRST_PORT = 4100
const { HUB = 'http://localhost:4000', HUB_KEY: key } = process.env

if (key === undefined) {
  process.stderr.write(
    'The portals need a key of the role reader in HUB_KEY: hub key create --name portals --role reader\n',
  )
  process.exitCode = 2
} else {
  for (const [i, portal] of PORTALS.entries()) {
    const { url } = await servePortal(portal, { hub: HUB, key, port: FIRST_PORT + i })
    process.stdout.write(`${portal.title}: ${url}\n`)
  }
  process.stdout.write('Ctrl-C ends them.\n')
}
