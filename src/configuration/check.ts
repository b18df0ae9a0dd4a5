import type { Problem } from '../model/problem.js'
import type { Connectors } from './check-agent.js'
import { checkGraph } from './check-graph.js'
import { compileRuleSet, provisionalIds } from './compile.js'
import { refuse } from './configuration-error.js'
import type { HubDocument } from './document.js'
import { type ExtensionFiles, NO_FILES } from './extensions/files.js'
import { inFolder } from './extensions/in-folder.js'
import { loadExtensions } from './extensions/load-extensions.js'
import { type Locate, locateByPath } from './place.js'
import { type ReadConfiguration, readConfiguration } from './read.js'
import { registeredConnectors } from './registered-connectors.js'
import { validateDocument } from './validate.js'

/** A document that has passed every check. */
export interface CheckedConfiguration {
  readonly document: HubDocument
  readonly warnings: readonly Problem[]
  readonly locate: Locate
  /** Where relative paths in settings start. Undefined for a document that came without a folder. */
  readonly folder?: string
  /** The modules with rules in code. */
  readonly files?: ExtensionFiles
}

/** What was read, held against the format and then against everything it speaks of: the document, or all its problems. */
export function inspectConfiguration(
  read: Pick<ReadConfiguration, 'value' | 'problems' | 'locate' | 'files'> & { readonly folder?: string },
  connectors: Connectors = registeredConnectors,
): {
  readonly document: HubDocument | undefined
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
} {
  const { locate } = read
  if (read.problems.length > 0) return { document: undefined, problems: read.problems, warnings: [] }
  const { document, problems: wrongForm } = validateDocument(read.value, locate)
  if (!document) return { document, problems: wrongForm, warnings: [] }
  const ids = provisionalIds(document)
  const extensions = loadExtensions(document, { files: read.files, agents: ids.agents, locate })
  const compiled = compileRuleSet(document, { version: 0, ids, connectors, locate, extensions })
  const found = compiled.problems.length > 0 ? compiled.problems : checkGraph(compiled.rules.metaverse, locate)
  const problems = found.map(problem => inFolder(problem, read.folder ?? '.', read.files))
  return { document, problems, warnings: compiled.warnings }
}

/**
 * Checks a configuration that was read.
 * @throws ConfigurationError with every problem and its place
 */
export function checkConfiguration(read: ReadConfiguration, connectors?: Connectors): CheckedConfiguration {
  const { document, problems, warnings } = inspectConfiguration(read, connectors)
  refuse(problems)
  return { document: document as HubDocument, warnings, locate: read.locate, folder: read.folder, files: read.files }
}

/**
 * Reads and checks `hub.yaml` or a folder.
 * @throws ConfigurationError with every problem and its place
 */
export async function openConfiguration(location: string, connectors?: Connectors): Promise<CheckedConfiguration> {
  return checkConfiguration(await readConfiguration(location), connectors)
}

/** Checks a document that is plain data already. Places are paths. */
export function checkDocument(
  value: Readonly<Record<string, unknown>>,
  connectors?: Connectors,
  files: ExtensionFiles = NO_FILES,
): CheckedConfiguration {
  const { document, problems, warnings } = inspectConfiguration(
    { value, problems: [], locate: locateByPath, files },
    connectors,
  )
  refuse(problems)
  return { document: document as HubDocument, warnings, locate: locateByPath, files }
}
