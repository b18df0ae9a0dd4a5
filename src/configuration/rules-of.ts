import type { RuleSet } from '../rules/rule-set.js'
import type { CheckedConfiguration } from './check.js'
import { compileRuleSet, provisionalIds } from './compile.js'
import { NO_FILES } from './extensions/files.js'
import { loadExtensions } from './extensions/load-extensions.js'
import { registeredConnectors } from './registered-connectors.js'

/** The rules of a checked document that is not stored, under provisional numbers. */
export function rulesOf({ document, locate, files = NO_FILES }: CheckedConfiguration): RuleSet {
  const ids = provisionalIds(document)
  const extensions = loadExtensions(document, { files, agents: ids.agents, locate })
  return compileRuleSet(document, { version: 0, ids, connectors: registeredConnectors, locate, extensions }).rules
}
