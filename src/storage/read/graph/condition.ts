import type { Writing } from './column.js'
import type { Condition } from './plan.js'
import { related } from './relation.js'
import { valueTest } from './value-test.js'

export function conditionSql(condition: Condition, object: string, writing: Writing): string {
  const { bind } = writing
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const [none, word] = condition.kind === 'all' ? ['true', ' and '] : ['false', ' or ']
      return condition.of.length === 0
        ? none
        : `(${condition.of.map(each => conditionSql(each, object, writing)).join(word)})`
    }
    case 'not':
      // A test of an absent value is null, which is not true either.
      return `((${conditionSql(condition.condition, object, writing)}) is not true)`
    case 'unrestricted':
      return conditionSql(condition.condition, object, writing.unrestricted())
    case 'ids':
      return `${object}.id = any(${bind(condition.ids)}::bigint[])`
    case 'type':
      return `${object}.type = any(${bind(condition.types)}::text[])`
    case 'time':
      return `${object}.${condition.column} ${condition.operator} ${bind(condition.at)}::timestamptz`
    case 'value':
      return valueTest(condition.attribute, condition.test, object, writing)
    case 'entry':
      return `${object}.id in (select l.object_id from agent a join entry e on e.agent_id = a.id join link l on l.entry_id = e.id
        where a.name = ${bind(condition.agent)} and e.dn_key = ${bind(condition.dnKey)}::uuid)`
    case 'related': {
      writing.columns.demand(condition.relation.attribute)
      const other = writing.alias()
      const conditions = [
        ...(condition.type === undefined ? [] : [`${other}.type = ${bind(condition.type)}`]),
        ...(condition.condition === undefined ? [] : [conditionSql(condition.condition, other, writing)]),
      ]
      const { from, on } = related(condition.relation, { object, other }, writing)
      return `exists (select from ${from} where ${[...on, ...conditions].join(' and ')})`
    }
  }
}
