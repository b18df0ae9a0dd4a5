import type { RuleSet, TypeRules } from '../../src/rules/rule-set.js'

const type: TypeRules = {
  objectType: 'user',
  attributes: new Map(),
  filter: [],
  filterCall: undefined,
  joins: [
    {
      rule: 1,
      metaverseType: undefined,
      mappings: [{ metaverseAttribute: 'employeeID', source: { kind: 'direct', attribute: 'id' } }],
      resolution: undefined,
    },
  ],
  projection: undefined,
  importFlows: new Map(),
  exportFlows: new Map(),
}

/** One agent that joins by employeeID, and nothing else. */
export const joiningRules: RuleSet = {
  version: 1,
  metaverse: { attributes: new Map(), types: new Map() },
  agents: new Map([
    [
      1,
      { id: 1, name: 'hr', types: new Map([['user', type]]), deprovisioning: 'make-normal-disconnector', recall: true },
    ],
  ]),
  importFlows: new Map(),
  provisioning: new Map(),
  extension: undefined,
}
