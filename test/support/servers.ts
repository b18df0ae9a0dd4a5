import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe } from '@jest/globals'
import { CHROMIUM } from './browser.js'
import { hasSamba } from './samba.js'
import { hasSlapd } from './slapd.js'

const SERVERS = {
  slapd: { present: hasSlapd, install: 'apt-get install slapd ldap-utils' },
  samba: {
    present: hasSamba,
    install:
      'apt-get install samba samba-ad-dc samba-ad-provision samba-dsdb-modules python3-samba winbind ldb-tools iproute2; it is started as root',
  },
  ntlm_auth: { present: () => existsSync('/usr/bin/ntlm_auth'), install: 'apt-get install winbind' },
  '389-ds': { present: () => existsSync('/usr/sbin/ns-slapd'), install: 'apt-get install 389-ds-base' },
  python3: { present: () => spawnSync('python3', ['--version']).status === 0, install: 'apt-get install python3' },
  chromium: { present: () => existsSync(CHROMIUM), install: 'apt-get install chromium' },
  mariadb: { present: () => existsSync('/usr/sbin/mariadbd'), install: 'apt-get install mariadb-server' },
} as const

/**
 * A group of tests that needs a real server. Where the server is missing the tests are skipped and say so; in CI
 * (`CI=true`) that is an error.
 */
export function describeWithServer(server: keyof typeof SERVERS, title: string, tests: () => void): void {
  const { present, install } = SERVERS[server]
  if (present()) {
    describe(title, tests)
    return
  }
  const message = `${server} is not installed: "${title}" cannot run. Install it with: ${install}`
  if (process.env.CI === 'true') throw new Error(message)
  console.warn(`SKIPPED: ${message}`)
  describe.skip(`${title} (no ${server})`, tests)
}
