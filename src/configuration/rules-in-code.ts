import type { CompiledAgentExtension } from '../rules/extension.js'
import type { AgentDocument, HubDocument } from './document.js'
import { type ExtensionOwner, requireFunction } from './find-function.js'
import type { LoadedExtensions } from './loaded-extensions.js'
import { entriesOf } from './normal-forms.js'
import type { Report } from './report.js'

/** An agent's rules in code, with what is to be said when something of them is missing. */
export interface AgentCode {
  readonly owner: ExtensionOwner
  readonly rules: CompiledAgentExtension
}

const NOTHING: CompiledAgentExtension = {
  filter: undefined,
  joinMappings: new Map(),
  joinResolutions: new Map(),
  projection: undefined,
  importFlows: new Map(),
  exportFlows: new Map(),
  deprovision: undefined,
}

export function agentCode(agent: string, written: AgentDocument, extensions: LoadedExtensions): AgentCode {
  const rules = extensions.agent(agent)
  const key = `agents.${agent}.extension`
  return { owner: { title: agent, key, state: stateOf(written.extension, rules) }, rules: rules ?? NOTHING }
}

function metaverseOwner(document: HubDocument, extensions: LoadedExtensions): ExtensionOwner {
  const state = stateOf(document.metaverse?.extension, extensions.metaverse)
  return { title: 'the metaverse', key: 'metaverse.extension', state }
}

const stateOf = (named: unknown, loaded: unknown): ExtensionOwner['state'] =>
  named === undefined ? 'none' : loaded === undefined ? 'failed' : 'loaded'

/** Reports modules that are named but were not brought along: without them, rules would silently be missing. */
export function checkLoaded(document: HubDocument, extensions: LoadedExtensions, report: Report): void {
  if (extensions.problems.length > 0) return
  const named = entriesOf(document.agents).map(([agent, written]) => ({
    path: ['agents', agent, 'extension'],
    owner: agentCode(agent, written, extensions).owner,
  }))
  for (const { path, owner } of [
    { path: ['metaverse', 'extension'], owner: metaverseOwner(document, extensions) },
    ...named,
  ]) {
    if (owner.state !== 'failed') continue
    const message = `The rules extension of ${owner.title} is missing`
    report.error({ path, message, hint: 'Hand its module over together with the configuration.' })
  }
}

/** Reports types whose deletion the metaverse's rules in code are to decide, and do not. */
export function checkDeletion(document: HubDocument, extensions: LoadedExtensions, report: Report): void {
  const site = { owner: metaverseOwner(document, extensions), name: 'shouldDelete' }
  for (const [type, { deletion }] of entriesOf(document.metaverse?.types)) {
    if (deletion?.when !== 'extension') continue
    requireFunction(extensions.metaverse?.shouldDelete, site, ['metaverse', 'types', type, 'deletion', 'when'], report)
  }
}
