// A process that does nothing but a worker's largest jobs, and prints the most memory it had resident, in megabytes.
import { readFileSync } from 'node:fs'
import { DIRECTORY } from './configuration.js'
import { generatedSource } from './generated-source.js'
import { openHub } from './hub.js'

const [url = '', people = ''] = process.argv.slice(2)
generatedSource('directory', Number(people))
const hub = await openHub(url)
await hub.run(DIRECTORY, 'full-import')
await hub.run(DIRECTORY, 'full-synchronization')
await hub.close()
process.stdout.write(`${peakMegabytes()}\n`)

function peakMegabytes(): number {
  // Linux keeps the peak; elsewhere the same number comes from the process's own accounting, in kilobytes too.
  const peak =
    process.platform === 'linux'
      ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
      : undefined
  return Number(peak ?? process.resourceUsage().maxRSS) / 1000
}
