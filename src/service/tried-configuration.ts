import { type CheckedConfiguration, checkConfiguration } from '../configuration/check.js'
import type { ExtensionFiles } from '../configuration/extensions/files.js'
import { loadRuleSet } from '../configuration/load.js'
import { readText } from '../configuration/read.js'
import type { Hub } from './hub.js'

/** A document to try, as YAML. */
export interface TriedDocument {
  readonly text: string
  /** The modules that it names; undefined: those in force. */
  readonly files?: ExtensionFiles | undefined
}

/** @throws ConfigurationError with every problem and its place */
export async function triedConfiguration(hub: Hub, { text, files }: TriedDocument): Promise<CheckedConfiguration> {
  const modules = files ?? (await loadRuleSet(hub.database)).files
  return checkConfiguration(readText(text, 'hub.yaml', modules))
}
