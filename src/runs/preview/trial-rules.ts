import type { CheckedConfiguration } from '../../configuration/check.js'
import { compileRuleSet } from '../../configuration/compile.js'
import { refuse } from '../../configuration/configuration-error.js'
import { NO_FILES } from '../../configuration/extensions/files.js'
import { loadExtensions } from '../../configuration/extensions/load-extensions.js'
import { entriesOf } from '../../configuration/normal-forms.js'
import { locateByPath } from '../../configuration/place.js'
import { registeredConnectors } from '../../configuration/registered-connectors.js'
import { ruleNames } from '../../configuration/rule-names.js'
import { ProblemError } from '../../model/problem.js'
import { OBJECT_ID, type RuleSet } from '../../rules/rule-set.js'
import type { Transaction } from '../../storage/database.js'
import { tryAgentNumbers, tryRuleNumbers } from '../../storage/preview/try-numbers.js'

/**
 * The rules of a document that is not in force, for a transaction that is going to be rolled back.
 * @throws ConfigurationError; ProblemError `request.invalid` when it searches what the one in force has no index of
 */
export async function trialRules(
  transaction: Transaction,
  { document, files = NO_FILES }: CheckedConfiguration,
  inForce: RuleSet,
): Promise<RuleSet> {
  const named = entriesOf(document.agents).map(([name, { connector }]) => ({ name, connector }))
  const ids = {
    agents: await tryAgentNumbers(transaction, named),
    rules: await tryRuleNumbers(transaction, ruleNames(document)),
  }
  const extensions = loadExtensions(document, { files, agents: ids.agents, locate: locateByPath })
  const { version } = inForce
  const compiled = compileRuleSet(document, { version, ids, connectors: registeredConnectors, extensions })
  refuse(compiled.problems)
  refuseUnindexed(compiled.rules, inForce)
  return compiled.rules
}

function refuseUnindexed(rules: RuleSet, inForce: RuleSet): void {
  const joined = [...rules.agents.values()]
    .flatMap(agent => [...agent.types.values()])
    .flatMap(type => type.joins.flatMap(join => join.mappings.map(mapping => mapping.metaverseAttribute)))
  const unique = [...rules.metaverse.attributes.values()].filter(each => each.unique).map(each => each.name)
  const missing = [...joined, ...unique].find(
    name => name !== OBJECT_ID && inForce.metaverse.attributes.get(name)?.indexed !== true,
  )
  if (missing === undefined) return
  throw new ProblemError({
    code: 'request.invalid',
    message: `The document searches ${missing}, which is not indexed yet: one entry alone cannot be previewed.`,
    hint: 'Ask what-if: it makes the index on its copy.',
    where: { attribute: missing },
  })
}
