import { defined, type SourceContext, type SourceDraft, sameDn, secretOf } from './source.js'

/** What never changes about an entry, by category. */
const ANCHORS: Readonly<Record<string, string>> = {
  ADAM: 'objectGUID',
  iPlanet: 'nsUniqueId',
  eDirectory: 'GUID',
  'IBM DS': 'ibm-entryUuid',
}

const UNKNOWN_BASE = 'dc=example,dc=com'

/** AD LDS, and the directories that MIM has a management agent of their own for. */
export function ldapSource(context: SourceContext): SourceDraft {
  const { agent, ledger } = context
  const host = firstText(context, 'forest-name', 'server-name', 'server', 'host') ?? 'ldap.example'
  const port = firstText(context, 'forest-port', 'port', 'server-port')
  const secure = agent.settings.text('ssl-bind') === '1'
  const user = firstText(context, 'forest-login-user', 'user', 'bind-dn') ?? 'hub'
  const domain = agent.settings.text('forest-login-domain')
  const selected = agent.partitions.filter(partition => partition.selected)
  const included = outermost(
    selected.flatMap(({ name, inclusions }) => (inclusions.length === 0 ? [name] : inclusions)),
  )
  const excluded = selected.flatMap(({ exclusions }) =>
    exclusions.filter(dn => !agent.partitions.some(({ name }) => sameDn(name, dn))),
  )
  const at = ['agents', agent.name, 'settings']
  ledger.decide(
    agent.place,
    `${agent.name} logs in with a distinguished name and TLS; MIM used the Windows account ${domain ?? ''}\\${user}`,
    'Give url, and bindDn of an account that may bind simply.',
    [...at, 'url'],
  )
  if (included.length === 0)
    ledger.decide(agent.place, `${agent.name} has no partition that is read`, 'Give the containers to read.', [
      ...at,
      'base',
    ])
  if (excluded.length > 0)
    ledger.decide(
      agent.place,
      `${agent.name} leaves out ${excluded.join('; ')}`,
      'The ldap connector has no exclusions: list under base the containers to read, or write a filter.',
      [...at, 'base'],
    )
  return {
    connector: 'ldap',
    settings: defined({
      url: `${secure ? 'ldaps' : 'ldap'}://${host}${port === undefined ? '' : `:${port}`}`,
      startTls: secure ? undefined : true,
      bindDn: domain === undefined ? user : `${domain}\\${user}`,
      password: secretOf(context, 'PASSWORD', `the password of ${user}`),
      base: included.length > 1 ? included : (included[0] ?? UNKNOWN_BASE),
      anchor: ANCHORS[agent.category],
    }),
  }
}

/** What lies within another one is read with it. */
const outermost = (all: readonly string[]): string[] =>
  all.filter(dn => !all.some(other => dn.toLowerCase().endsWith(`,${other.toLowerCase()}`)))

const firstText = ({ agent }: SourceContext, ...names: readonly string[]): string | undefined =>
  names.map(name => agent.settings.text(name)).find(text => text !== undefined)
