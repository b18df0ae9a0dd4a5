import type { MimPartition } from '../model.js'
import { defined, type SourceContext, type SourceDraft, sameDn, secretOf } from './source.js'

const DEFAULT_FOREST = 'forest.example'

/** Category `AD`. */
export function activeDirectorySource(context: SourceContext): SourceDraft {
  const { agent, ledger } = context
  const forest = agent.settings.text('forest-name') ?? DEFAULT_FOREST
  const known = agent.partitions.filter(({ selected, isDomain }) => selected && isDomain)
  const servers = [...new Set(known.flatMap(({ lastServer }) => lastServer ?? []))]
  ledger.decide(
    agent.place,
    `${agent.name} logs in with LDAP over TLS; MIM signed and sealed with Kerberos`,
    `Give domain controllers with a certificate under servers: ${servers.length === 0 ? `${forest} is the forest's name` : 'these are the ones used last'}.`,
    ['agents', agent.name, 'settings', 'servers'],
  )
  if (agent.settings.text('cd-extension', 'post-export') === '1')
    ledger.decide(
      agent.place,
      `${agent.name} provisions Exchange after an export (${agent.settings.text('cd-extension', 'assembly-name')})`,
      'The hub does not call Exchange: run Update-Recipient for new people after the export, from a script.',
    )
  const partitions = agent.partitions
    .filter(({ selected }) => selected)
    .map(each => partitionOf(each, agent.partitions))
  return {
    connector: 'active-directory',
    settings: defined({
      servers: (servers.length === 0 ? [forest] : servers).map(server => `ldaps://${server}`),
      bindDn: accountOf(context, forest),
      password: secretOf(context, 'PASSWORD', `the password of ${accountOf(context, forest)}`),
      partitions: partitions.length > 0 ? partitions : undefined,
    }),
  }
}

/** The account's user principal name where it is sure; DOMAIN\user otherwise, which a domain controller takes as well. */
function accountOf({ agent }: SourceContext, forest: string): string {
  const user = agent.settings.text('forest-login-user') ?? 'hub'
  const domain = agent.settings.text('forest-login-domain') ?? forest
  if (user.includes('@') || user.includes('\\')) return user
  if (domain.includes('.')) return `${user}@${domain}`
  return forest.toLowerCase().startsWith(`${domain.toLowerCase()}.`) ? `${user}@${forest}` : `${domain}\\${user}`
}

function partitionOf({ name, inclusions, exclusions }: MimPartition, all: readonly MimPartition[]): object {
  const include = inclusions.filter(dn => !sameDn(dn, name))
  // A search of one partition never shows another one.
  const exclude = exclusions.filter(dn => !all.some(other => sameDn(other.name, dn)))
  const containers = defined({
    include: include.length === 0 ? undefined : include,
    exclude: exclude.length === 0 ? undefined : exclude,
  })
  return { dn: name, ...(Object.keys(containers).length > 0 && { containers }) }
}
