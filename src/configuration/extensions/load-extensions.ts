import path from 'node:path'
import { type Problem, ProblemError } from '../../model/problem.js'
import type { CompiledAgentExtension } from '../../rules/extension.js'
import { compileMetaverse } from '../compile-metaverse.js'
import type { HubDocument } from '../document.js'
import { type LoadedExtensions, NO_EXTENSIONS } from '../loaded-extensions.js'
import { entriesOf } from '../normal-forms.js'
import type { Locate, Path } from '../place.js'
import { newReport } from '../report.js'
import { agentExtension } from './agent-extension.js'
import type { Extension } from './call.js'
import { agentRules, metaverseRules } from './check-exports.js'
import { agentExtensionOf, type ExtensionDocument, metaverseExtensionOf } from './document.js'
import { type ExtensionFiles, isInside } from './files.js'
import { filesOf, linkModules, type Modules } from './link.js'
import { metaverseExtension } from './metaverse-extension.js'
import { createSandbox, type Sandbox } from './sandbox.js'
import { schemaOfDocument } from './schema.js'

export interface LoadExtensions {
  readonly files: ExtensionFiles
  /** Agent name to number. */
  readonly agents: ReadonlyMap<string, number>
  readonly locate: Locate
}

/** Loads the modules that a document names, each once. What is wrong with them is among the problems. */
export function loadExtensions(document: HubDocument, { files, agents, locate }: LoadExtensions): LoadedExtensions {
  const named = entriesOf(document.agents).flatMap(([agent, written]) => {
    const extension = agentExtensionOf(written)
    return extension === undefined ? [] : [{ agent, extension }]
  })
  const ofMetaverse = metaverseExtensionOf(document)
  if (named.length === 0 && ofMetaverse === undefined && files.size === 0) return NO_EXTENSIONS
  const problems = fileProblems(files)
  const sandbox = createSandbox()
  const loading: Loading = { files, sandbox, modules: linkModules(files, sandbox), problems, locate }
  // What is wrong with the metaverse's part of the document is told when that is compiled.
  const schema = schemaOfDocument(document, compileMetaverse(document, agents, newReport(locate)))
  const compiled = new Map<string, CompiledAgentExtension>()
  for (const { agent, extension } of named) {
    const loaded = load(extension, ['agents', agent, 'extension'], loading, agentRules)
    if (loaded) compiled.set(agent, agentExtension(loaded.extension, loaded.rules, schema))
  }
  const loaded = ofMetaverse && load(ofMetaverse, ['metaverse', 'extension'], loading, metaverseRules)
  if (problems.length === 0) problems.push(...unused(document, files))
  return {
    problems,
    agent: name => compiled.get(name),
    metaverse: loaded && metaverseExtension(loaded.extension, loaded.rules, { schema, agents }),
    supervise: sandbox.supervise,
  }
}

const invalid = (file: string, message: string, hint: string): Problem => ({
  code: 'configuration.invalid',
  message,
  hint,
  where: { file },
})

const MOST_CHARACTERS = 4_000_000

// An API may send anything, and hub export writes it to a disk.
function fileProblems(files: ExtensionFiles): Problem[] {
  const problems = [...files.keys()]
    .filter(file => !isInside(file))
    .map(file => invalid(file, `${file} is no path within a configuration's folder`, 'Name it like rules/names.ts.'))
  const size = [...files.values()].reduce((sum, text) => sum + text.length, 0)
  if (size <= MOST_CHARACTERS) return problems
  return [...problems, invalid('', `The modules have ${size} characters`, `Keep them below ${MOST_CHARACTERS}.`)]
}

function unused(document: HubDocument, files: ExtensionFiles): Problem[] {
  const roots = [metaverseExtensionOf(document), ...Object.values(document.agents ?? {}).map(agentExtensionOf)]
  const used = new Set(roots.flatMap(root => (root === undefined ? [] : [...filesOf(root.file, files)])))
  return [...files.keys()]
    .filter(file => !used.has(file))
    .map(file => invalid(file, `Nothing uses ${file}`, 'Name it as extension:, import it, or leave it out.'))
}

interface Loading {
  readonly files: ExtensionFiles
  readonly sandbox: Sandbox
  readonly modules: Modules
  readonly problems: Problem[]
  readonly locate: Locate
}

function load<T>(
  written: ExtensionDocument,
  at: Path,
  { files, sandbox, modules, problems, locate }: Loading,
  check: (file: string, exported: unknown) => T,
): { readonly extension: Extension; readonly rules: T } | undefined {
  const file = path.posix.normalize(written.file)
  try {
    const rules = check(file, modules(file).get('default'))
    return { extension: { file, files, sandbox, timeLimit: written.timeLimit * 1_000 }, rules }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { where } = error.problem
    // A place in a file is better than the place of its name; without one, the document's is what there is.
    const place = where?.line === undefined ? { ...locate(at), ...(files.has(file) && where) } : where
    problems.push({ ...error.problem, where: place })
    return undefined
  }
}
