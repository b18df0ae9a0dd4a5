import type { HubDocument } from '../document.js'
import type { ExtensionFiles } from '../extensions/files.js'
import { convertEntering } from './convert-entering.js'
import { convertExports } from './convert-export.js'
import { convertImports } from './convert-import.js'
import { convertDeletions, convertLeaving, convertProvisioning } from './convert-leaving.js'
import { convertMetaverse } from './convert-metaverse.js'
import { convertRunProfiles } from './convert-runs.js'
import { AgentDraft, type Conversion } from './draft.js'
import { Ledger } from './ledger.js'
import { leaveAgent } from './left-agent.js'
import type { MimAgent, MimExport } from './model.js'
import { ModuleDraft } from './modules.js'
import { key, metaverseNames, plainName, uniqueNames } from './names.js'
import { printImported } from './print.js'
import type { ImportReport } from './report.js'
import { settle } from './settle.js'
import { sourceOf } from './sources/index.js'
import { textReferences } from './text-references.js'

/** A configuration that was made of a server export. */
export interface ImportedConfiguration {
  /** What is to be written, by path relative to the new folder: `hub.yaml` and modules. */
  readonly files: ReadonlyMap<string, string>
  readonly report: ImportReport
}

export interface ImportOptions {
  /** Whether every agent reads and writes a file in place of its source. */
  readonly files?: boolean
  /** The modules with ported functions, by name: {@link SAMPLE_MODULE} and what it imports. */
  readonly ports: ExtensionFiles
}

const METAVERSE_MODULE = 'rules/metaverse.ts'

/** Converts a server export to a configuration that the hub accepts, with a report of everything that became of it. */
export function convertExport(mim: MimExport, { files = false, ports }: ImportOptions): ImportedConfiguration {
  const ledger = new Ledger()
  const names = metaverseNames(mim.metaverse)
  const agents = draftAgents(mim, ledger, files)
  const conversion: Conversion = {
    mim,
    names,
    ledger,
    agents,
    metaverse: new ModuleDraft('the metaverse', 'MetaverseExtension', mim.metaverse.assembly),
    compared: new Set(),
    precedence: {},
  }
  for (const agent of mim.agents) {
    const draft = agents.get(agent.id)
    if (draft === undefined) leaveAgent(agent, ledger)
    else {
      convertEntering(draft, conversion)
      convertExports(draft, conversion)
      convertLeaving(draft, conversion)
      convertRunProfiles(draft, conversion)
    }
  }
  convertImports(conversion)
  const deletions = convertDeletions(conversion)
  convertProvisioning(conversion)
  const drafts = [...agents.values()]
  const metaverse = convertMetaverse(conversion, deletions, drafts)
  const document = plain<HubDocument>({
    version: 1,
    metaverse: { ...(!conversion.metaverse.isEmpty && { extension: `./${METAVERSE_MODULE}` }), ...metaverse },
    agents: Object.fromEntries(drafts.map(draft => [draft.name, draft.document])),
    ...(Object.keys(conversion.precedence).length > 0 && { precedence: conversion.precedence }),
  })
  const modules = modulesOf(conversion, ports)
  settle(document, modules, ledger)
  tellOfNames(conversion)
  tellOfStubs(conversion)
  return {
    files: new Map([['hub.yaml', printImported(document, ledger)], ...modules]),
    report: reportOf(conversion),
  }
}

const plain = <T>(document: T): T => structuredClone(document)

function draftAgents(mim: MimExport, ledger: Ledger, files: boolean): Map<string, AgentDraft> {
  const free = uniqueNames()
  const freeFile = uniqueNames()
  freeFile('metaverse')
  freeFile('domains')
  freeFile('sharepoint-sample')
  const drafts = new Map<string, AgentDraft>()
  for (const agent of mim.agents) {
    const slug = freeFile(agent.name.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'agent')
    const name = free(/^\d+$/.test(agent.name) ? `agent ${agent.name}` : plainName(agent.name))
    const source = sourceOf({ agent: { ...agent, name }, slug, ledger }, files)
    if (source === undefined) continue
    const texts = textReferences(agent, mim.metaverse)
    drafts.set(agent.id, new AgentDraft(agent, name, source, texts, `rules/${slug}.ts`))
  }
  return drafts
}

function modulesOf({ agents, metaverse }: Conversion, ports: ExtensionFiles): Map<string, string> {
  const drafts = [...agents.values()].filter(({ module }) => !module.isEmpty)
  const modules = new Map(drafts.map(({ file, module }) => [file, module.text]))
  if (!metaverse.isEmpty) modules.set(METAVERSE_MODULE, metaverse.text)
  const texts = [...modules.values()].join('\n')
  for (const [name, text] of ports)
    if (texts.includes("from './sharepoint-sample.ts'")) modules.set(`rules/${name}`, text)
  return modules
}

function tellOfNames({ names, mim, ledger }: Conversion): void {
  for (const { from, to, why } of names.changed) {
    // MIM reads both spellings alike, so only names that are really others are worth a look.
    if (key(from) === key(to)) continue
    ledger.decide(
      mim.metaverse.place,
      `${from} is called ${to} here, because ${why}`,
      'Rename it where others ask for it.',
    )
  }
}

function tellOfStubs({ agents, metaverse, mim, ledger }: Conversion): void {
  for (const { module, mim: agent, file } of agents.values()) {
    if (module.stubs.length > 0) tellOf(ledger, { place: agent.place, file, module })
  }
  if (metaverse.stubs.length > 0)
    tellOf(ledger, { place: mim.metaverse.provisioning.place, file: METAVERSE_MODULE, module: metaverse })
}

const tellOf = (
  ledger: Ledger,
  { place, file, module }: { readonly place: MimAgent['place']; readonly file: string; readonly module: ModuleDraft },
): void =>
  ledger.decide(
    place,
    `Rules in code are not ported: ${module.stubs.join('; ')}`,
    `Write them in ${file} as they are in ${module.assembly ?? 'the rules extension'} (docs/extensions.md). Until then the objects that need them fail.`,
  )

const reportOf = ({ mim, agents, ledger }: Conversion): ImportReport => ({
  agents: mim.agents.map(({ id, name, category, listed, place }) => {
    const draft = agents.get(id)
    return {
      name,
      agent: draft?.name ?? null,
      category: [...new Set([category, ...listed])].join(', '),
      connector: draft?.source.connector ?? null,
      file: place.file,
    }
  }),
  counts: ledger.counts,
  notCarried: ledger.notCarried,
  decisions: ledger.decisions,
  secrets: ledger.secrets,
})
