import type { AgentRules, AttributeRules, Rules, TypeRules } from '../model/rules.js'

/** The configuration that says what the model's rules say. */
export const documentOf = (rules: Rules) => ({
  version: 1,
  metaverse: {
    types: Object.fromEntries(
      Object.entries(rules.deletion).map(([type, rule]) => [
        type,
        {
          deletion:
            rule.kind === 'any'
              ? { when: 'any-connector', of: rule.of }
              : { when: 'last-connector', ignore: rule.ignore },
        },
      ]),
    ),
  },
  agents: Object.fromEntries(rules.agents.map(agent => [agent.name, agentOf(agent)])),
  precedence: rules.precedence,
})

const agentOf = ({ name, recall, deprovisioning, types }: AgentRules) => ({
  connector: 'memory',
  settings: { source: sourceName(name) },
  guard: { deletionLimit: null, deletionPercent: null },
  recall,
  deprovisioning,
  objects: Object.fromEntries(Object.entries(types).map(([objectType, type]) => [objectType, typeOf(type)])),
})

export const sourceName = (agent: string): string => `reference-model-${agent}`

const typeOf = (type: TypeRules) => ({
  attributes: Object.fromEntries(Object.entries(type.attributes).map(([name, rules]) => [name, attributeOf(rules)])),
  ...(type.filter.length > 0 && {
    filter: type.filter.map(({ attribute, equals }) => ({ attribute, operator: 'equality', value: equals })),
  }),
  ...(type.joins.length > 0 && { join: type.joins }),
  ...(type.projection !== undefined && { projection: type.projection }),
  ...(type.imports.length > 0 && {
    import: byType(type.imports, each => each.from),
  }),
  ...(type.provision.length > 0 && {
    provision: type.provision.map(({ type, when, name, rename }) => ({
      type,
      ...(when !== undefined && { when: `mv.${when.attribute} == '${when.equals}'` }),
      dn: `'${name.before}' + mv.${name.attribute}${name.after === '' ? '' : ` + '${name.after}'`}`,
      rename,
    })),
  }),
  ...(type.exports.length > 0 && {
    export: byType(type.exports, ({ from, allowNulls, initialOnly }) => ({
      from,
      ...(allowNulls && { allowNulls }),
      ...(initialOnly && { initialOnly }),
    })),
  }),
})

const attributeOf = ({ reference, multivalued }: AttributeRules) => ({
  type: reference ? 'reference' : 'string',
  ...(multivalued && { multivalued }),
})

function byType<Flow extends { readonly type: string; readonly attribute: string }>(
  flows: readonly Flow[],
  show: (flow: Flow) => unknown,
): Record<string, Record<string, unknown>> {
  const types: Record<string, Record<string, unknown>> = {}
  for (const flow of flows) types[flow.type] = { ...types[flow.type], [flow.attribute]: show(flow) }
  return types
}
