// npm run example:portals: serves the portals whose farms' keys it is given on this machine.
import { PORTALS } from './portals.js'
import { servePortal } from './server.js'

const FIRST_PORT = 4100
const { HUB = 'http://localhost:4000' } = process.env
const keyOf = (farm: string): string => `${farm.toUpperCase()}_KEY`

let served = 0
for (const [i, portal] of PORTALS.entries()) {
  const key = process.env[keyOf(portal.farm)]
  if (key === undefined) {
    process.stderr.write(
      `${portal.title} needs the key of its farm in ${keyOf(portal.farm)}: hub key create --name ${portal.farm} --role farm:${portal.farm}\n`,
    )
    continue
  }
  const { url } = await servePortal(portal, { hub: HUB, key, port: FIRST_PORT + i })
  process.stdout.write(`${portal.title}: ${url}\n`)
  served++
}
if (served > 0) process.stdout.write('Ctrl-C ends them.\n')
else process.exitCode = 2
