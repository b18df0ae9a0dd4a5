import { DEPROVISIONING_ACTIONS, type DeprovisioningAction } from '../../rules/rule-set.js'
import type { DeletionDocument } from '../document.js'
import { dangling } from './convert-import.js'
import type { AgentDraft, Conversion } from './draft.js'
import type { Rule } from './ledger.js'
import type { MimDeletionRule } from './model.js'
import { isSample } from './ports.js'
import { isSharePoint } from './sources/index.js'

/** What becomes of connectors that are disconnected, and of the values that they gave. */
export function convertLeaving(agent: AgentDraft, { mim, ledger }: Conversion): void {
  const { type, action = 'make-normal-disconnector', place } = agent.mim.deprovisioning
  const rule: Rule = { agent: agent.mim.name, kind: 'deprovisioning', of: '', title: action, place }
  const path = ['agents', agent.name, 'deprovisioning']
  if (mim.metaverse.recall.get(agent.mim.id) === false) agent.recall = false
  if (type === 'scripted') {
    agent.module.single('deprovision')
    agent.deprovisioning = 'extension'
    ledger.carried(rule, path)
  } else if (isAction(action)) {
    // The default need not be written.
    if (action !== 'make-normal-disconnector') agent.deprovisioning = action
    ledger.carried(rule, path)
  } else ledger.left(rule, `The hub does not know the action ${action}.`)
}

const isAction = (action: string): action is DeprovisioningAction =>
  (DEPROVISIONING_ACTIONS as readonly string[]).includes(action)

/** Object deletion rules by the name of the metaverse type in hub.yaml. */
export function convertDeletions(conversion: Conversion): Map<string, DeletionDocument> {
  const deletions = new Map<string, DeletionDocument>()
  for (const written of conversion.mim.metaverse.deletionRules) {
    const rule: Rule = {
      agent: 'metaverse',
      kind: 'deletion rule',
      of: written.metaverseType,
      title: `of ${written.metaverseType}`,
      place: written.place,
    }
    const type = conversion.names.type(written.metaverseType)
    if (type === undefined) {
      conversion.ledger.left(rule, `The metaverse of the export has no type ${written.metaverseType}.`)
      continue
    }
    const deletion = deletionOf(written, conversion)
    if (typeof deletion === 'string') conversion.ledger.left(rule, deletion)
    else {
      deletions.set(type, deletion)
      conversion.ledger.carried(rule, ['metaverse', 'types', type, 'deletion'])
    }
  }
  return deletions
}

function deletionOf(
  { type, agents, place, metaverseType }: MimDeletionRule,
  conversion: Conversion,
): DeletionDocument | string {
  const known = agents.flatMap(id => conversion.agents.get(id)?.name ?? [])
  const unknown = agents.filter(id => conversion.agents.get(id) === undefined)
  const absent = unknown.find(id => !conversion.mim.agents.some(agent => agent.id === id))
  switch (type) {
    case 'declared-any': {
      const [first, ...others] = known
      if (first === undefined)
        return absent === undefined
          ? 'Its agents are left out. Objects of the type go with their last connector.'
          : dangling(absent)
      if (unknown.length > 0)
        conversion.ledger.decide(
          place,
          `The deletion rule of ${metaverseType} also names agents that are not here`,
          'Losing a connector of these deletes nothing now.',
          ['metaverse', 'types', conversion.names.type(metaverseType) ?? metaverseType, 'deletion'],
        )
      return { when: 'any-connector', of: [first, ...others] }
    }
    case 'declared-last':
      return { when: 'last-connector', ...(known.length > 0 && { ignore: known }) }
    case 'scripted':
      conversion.metaverse.single('shouldDelete')
      return { when: 'extension' }
    default:
      return `The hub does not know the type ${type}.`
  }
}

/** Provisioning: code, or the synchronization rules of a portal. */
export function convertProvisioning(conversion: Conversion): void {
  const { mim, ledger, metaverse, agents } = conversion
  const { type, place } = mim.metaverse.provisioning
  const rule: Rule = { agent: 'metaverse', kind: 'provisioning', of: '', title: type, place }
  if (type === 'scripted' || type === 'both') {
    const farms = [...agents.values()].filter(({ mim }) => isSharePoint(mim.listed))
    const ported = isSample(mim.metaverse.assembly) && farms.length > 0
    metaverse.single('provision', ported ? provisionProfiles(farms) : undefined)
    if (ported) tellOfPort(farms, conversion)
    ledger.carried(rule, ['metaverse', 'extension'])
  }
  if (mim.metaverse.passwordSync)
    ledger.decide(
      mim.metaverse.place,
      'Passwords that people change in the directory are set elsewhere (password synchronization)',
      'The hub hears of no passwords: it sets them when it is told to, with hub password set and in the graph.',
    )
  if (type === 'sync-rule' || type === 'both')
    ledger.decide(
      place,
      'Objects are provisioned by outbound synchronization rules of the MIM portal, which are not in the export',
      'Write provision for each object type that the hub is to create (docs/configuration.md).',
    )
  if (type === 'sync-rule')
    ledger.left(rule, 'The synchronization rules are in the MIM Service: write provision of the object types.')
}

function provisionProfiles(farms: readonly AgentDraft[]): string {
  const calls = farms.map(farm => {
    const types = farm.types.map(({ name }) => `'${name}'`).join(', ')
    const naming = farm.source.connector === 'sharepoint' ? 'domain-and-account' : 'account'
    return `    provisionProfile(object, hub, { agent: ${JSON.stringify(farm.name)}, objectTypes: [${types}], name: '${naming}' })\n`
  })
  return `provision(object, hub) {\n${calls.join('')}  }`
}

function tellOfPort(farms: readonly AgentDraft[], { mim, ledger }: Conversion): void {
  const { place } = mim.metaverse.provisioning
  ledger.decide(
    place,
    'The NetBIOS names of the domains stood in the metaverse, where rules in code cannot look',
    'Write them into rules/domains.ts: they are nCName and nETBIOSName of the crossRef objects. A domain that is not there gets its first DC component.',
  )
  if (farms.length > 1)
    ledger.decide(
      place,
      'The sample solution provisions the agent SPMA only, and there are several for SharePoint',
      'Take those out of rules/metaverse.ts that got their profiles in another way.',
    )
}
