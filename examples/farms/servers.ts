import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasSamba, type Samba, startSamba } from '../../test/support/samba.js'
import { FARM_ACCOUNT, type SharePointFarm, startFarm } from '../../test/support/sharepoint-farm.js'
import { hasSlapd, type Slapd, startSlapd } from '../../test/support/slapd.js'
import { CONTOSO_PEOPLE, FABRIKAM_PEOPLE, forestContent, skillsContent } from './directories.js'

/**
 * `npm run example:servers`: starts two domain controllers, an LDAP directory and the profile stores of two farms on this machine's
 * loopback addresses, runs the hub over all of them, and serves until Ctrl-C. `--once` ends after the runs.
 */

const HUB = 'bin/hub.js'
const RUNS = [
  ['contoso', 'full'],
  ['fabrikam', 'full'],
  ['skills', 'full'],
  ['intranet', 'full'],
  ['extranet', 'full'],
] as const

/** What the profile stores have beyond what every farm has. */
const CUSTOM_PROPERTIES = [
  'SPS-JobTitle',
  'SPS-Department',
  'SPS-SipAddress',
  'SPS-PhoneticDisplayName',
  'SPS-DistinguishedName',
]

interface Servers {
  readonly contoso: Samba
  readonly fabrikam: Samba
  readonly skills: Slapd
  readonly intranet: SharePointFarm
  readonly extranet: SharePointFarm
}

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    data: { type: 'string', default: '.hub/farms' },
    port: { type: 'string', default: '4000' },
  },
})

process.exitCode = await main()

async function main(): Promise<number> {
  if (!hasSamba() || !hasSlapd()) {
    process.stderr.write(
      'This example needs root (for loopback addresses) and servers from Debian:\n' +
        '  apt-get install slapd samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba winbind ldb-tools\n',
    )
    return 1
  }
  say('Starting two domain controllers, an LDAP directory and two farms …')
  const servers = await startServers()
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
  try {
    const folder = await writeConfiguration(servers)
    for (const parameters of [['apply'], ...RUNS.map(run => ['run', ...run])]) {
      const code = await hub(folder, parameters)
      if (code > 1 || interrupted.signal.aborted) return code
    }
    tell(servers)
    if (values.once) return 0
    return await serve(folder, servers, interrupted.signal)
  } finally {
    say('Ending the servers.')
    await Promise.allSettled(Object.values(servers).map(server => server.stop()))
  }
}

async function startServers(): Promise<Servers> {
  const contoso = await startSamba({
    forest: 'contoso.test',
    prepare: forestContent('DC=contoso,DC=test', CONTOSO_PEOPLE),
  })
  const fabrikam = await startSamba({
    forest: 'fabrikam.test',
    prepare: forestContent('DC=fabrikam,DC=test', FABRIKAM_PEOPLE),
  })
  const skills = await startSlapd({ ldif: skillsContent([...CONTOSO_PEOPLE, ...FABRIKAM_PEOPLE]) })
  const [intranet, extranet] = [await startFarm(), await startFarm()]
  for (const farm of [intranet, extranet]) {
    for (const name of CUSTOM_PROPERTIES) farm.store.define({ name, type: 'string (Single Value)' })
  }
  return { contoso, fabrikam, skills, intranet, extranet }
}

/** The example's configuration with the addresses of its servers, and their passwords in files. */
async function writeConfiguration({ contoso, fabrikam, skills, intranet, extranet }: Servers): Promise<string> {
  const folder = values.data
  // The servers are new every time; what the hub knew of those before is of no use.
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'secrets'), { recursive: true, mode: 0o755 })
  await copyFile(contoso.ca, join(folder, 'contoso-ca.pem'))
  await copyFile(fabrikam.ca, join(folder, 'fabrikam-ca.pem'))
  const secrets = {
    contoso: contoso.password,
    fabrikam: fabrikam.password,
    skills: skills.password,
    farm: FARM_ACCOUNT.password,
  }
  for (const [name, secret] of Object.entries(secrets)) {
    await writeFile(join(folder, 'secrets', name), secret, { mode: 0o600 })
  }
  const places: Readonly<Record<string, string>> = {
    contosoServer: contoso.url,
    contosoAccount: contoso.bindDn,
    fabrikamServer: fabrikam.url,
    fabrikamAccount: fabrikam.bindDn,
    skillsServer: skills.url,
    skillsAccount: skills.rootDn,
    intranetFarm: intranet.url,
    extranetFarm: extranet.url,
  }
  const template = await readFile(join(import.meta.dirname, 'hub.yaml'), 'utf8')
  await writeFile(
    join(folder, 'hub.yaml'),
    template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => places[name] ?? ''),
  )
  return folder
}

function parametersOf(folder: string, parameters: readonly string[]): string[] {
  return [HUB, ...['--config', folder, '--data', join(folder, 'data')], ...parameters]
}

async function hub(folder: string, parameters: readonly string[]): Promise<number> {
  say(`\n$ hub ${parameters.join(' ')}`)
  const child = spawn(process.execPath, parametersOf(folder, parameters), { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}

async function serve(folder: string, { contoso }: Servers, signal: AbortSignal): Promise<number> {
  const [somebody] = CONTOSO_PEOPLE.slice(4)
  say(`
Change somebody in the first forest, and see both farms follow within seconds:

  LDAPTLS_CACERT=${join(folder, 'contoso-ca.pem')} ldapmodify -H ${contoso.url} -D ${contoso.bindDn} -w '${contoso.password}' <<END
  dn: CN=${somebody?.account},OU=People,OU=Company,DC=contoso,DC=test
  changetype: modify
  replace: title
  title: Astronaut
  END
  node ${HUB} --config ${folder} --data ${join(folder, 'data')} history mail=${somebody?.mail}
`)
  const child: ChildProcess = spawn(process.execPath, parametersOf(folder, ['serve', '--port', values.port]), {
    stdio: 'inherit',
    // Ctrl-C reaches this process first, and the hub through it.
    detached: true,
  })
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  await once(child, 'close')
  return 0
}

function tell({ intranet, extranet }: Servers): void {
  say('\nThe farms have now:')
  for (const [name, farm] of Object.entries({ intranet, extranet })) {
    const profiles = [...farm.store.profiles.values()]
    const photos = profiles.filter(({ values: held }) => (held.get('PictureURL') ?? []).length > 0).length
    const managers = profiles.filter(({ values: held }) => (held.get('Manager') ?? []).length > 0).length
    say(`  ${name}: ${profiles.length} profiles, ${managers} with a manager, ${photos} with a photo`)
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
