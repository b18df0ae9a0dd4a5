import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The servers and the browser that tests start, by the program that shows they are there and the Debian packages that bring it. */
export const SERVERS = [
  { program: 'slapd', packages: ['slapd'] },
  { program: 'ldapsearch', packages: ['ldap-utils'] },
  {
    program: 'samba-tool',
    packages: [
      'samba',
      'samba-ad-dc',
      'samba-ad-provision',
      'samba-dsdb-modules',
      'samba-vfs-modules',
      'python3-samba',
      'winbind',
      'ldb-tools',
    ],
  },
  { program: 'ip', packages: ['iproute2'] },
  { program: 'ns-slapd', packages: ['389-ds-base'] },
  { program: 'mariadbd', packages: ['mariadb-server'] },
  { program: 'chromium', packages: ['chromium'] },
]

/** Services that Debian's packages would start at the next boot. */
const SERVICES = {
  slapd: ['slapd'],
  samba: ['smbd', 'nmbd'],
  'samba-ad-dc': ['samba-ad-dc'],
  winbind: ['winbind'],
  'mariadb-server': ['mariadb'],
}

const POLICY = '/usr/sbin/policy-rc.d'

/** Which of the servers are not installed. Server programs live in folders that are not on every PATH. */
export function missingServers(path = `${process.env.PATH}:/usr/sbin:/sbin:/usr/lib/openldap`) {
  return SERVERS.filter(({ program }) => !path.split(delimiter).some(folder => isProgram(join(folder, program))))
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether this machine lets us install Debian packages. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * Installs Debian packages without starting the services they bring, now or at the next boot: tests start servers of their
 * own. `run` takes a program and its parameters and answers whether it ended well.
 */
export function install(packages, { run = runProgram, policyFile = POLICY } = {}) {
  const before = existsSync(policyFile) ? readFileSync(policyFile) : undefined
  if (before === undefined) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const parameters = ['install', '--yes', '--quiet', '--no-install-recommends', ...packages]
    // The list of packages of a fresh machine is empty or old.
    const done = run('apt-get', parameters) || (run('apt-get', ['update', '--quiet']) && run('apt-get', parameters))
    for (const service of done ? packages.flatMap(name => SERVICES[name] ?? []) : []) {
      run('update-rc.d', [service, 'disable'])
    }
    return done
  } finally {
    if (before === undefined) rmSync(policyFile, { force: true })
  }
}

function runProgram(program, parameters) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  const { status, stdout, stderr } = spawnSync(program, parameters, { env, encoding: 'utf8' })
  if (status !== 0) process.stderr.write(`${program} ${parameters.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`)
  return status === 0
}
