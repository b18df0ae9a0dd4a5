import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ProblemError } from '../../src/model/problem.js'
import { flowValues } from '../../src/rules/flow.js'
import { type FlowConnector, winner } from '../../src/rules/precedence.js'
import type { ImportFlow, ValueSource } from '../../src/rules/rule-set.js'

const TARGET = (flow: ImportFlow, connector: FlowConnector) =>
  flowValues(flow.source as ValueSource, connector.scope, { name: 'displayName', multivalued: false })

const flow = (agent: number, objectType = 'user', attribute = 'cn'): ImportFlow => ({
  rule: agent * 10,
  name: `agent${agent}/${objectType}/import/person.displayName`,
  agent,
  objectType,
  metaverseType: 'person',
  metaverseAttribute: 'displayName',
  source: { kind: 'direct', attribute },
  reference: false,
})

const connector = (agent: number, cn?: string, objectType = 'user'): FlowConnector => ({
  entryId: agent * 100,
  agent,
  objectType,
  scope: { attributes: cn === undefined ? {} : { cn: [cn] }, dn: `cn=${cn}`, objectType },
})

describe('winner', () => {
  test('is the first flow in rank order that yields values', () => {
    const connectors = [connector(2, 'from two'), connector(1, 'from one')]
    expect(winner([flow(1), flow(2)], connectors, TARGET)).toMatchObject({ flow: { agent: 1 }, values: ['from one'] })
    expect(winner([flow(2), flow(1)], connectors, TARGET)).toMatchObject({
      connector: { entryId: 200 },
      values: ['from two'],
    })
  })

  test('falls back when a higher rank has no value, no connector, or one of another type', () => {
    expect(winner([flow(1), flow(2)], [connector(1), connector(2, 'two')], TARGET)?.values).toEqual(['two'])
    expect(winner([flow(1), flow(2)], [connector(2, 'two')], TARGET)?.values).toEqual(['two'])
    expect(winner([flow(1), flow(2)], [connector(1, 'x', 'contact'), connector(2, 'two')], TARGET)?.values).toEqual([
      'two',
    ])
  })

  test('is nobody when nobody has a value', () => {
    expect(winner([flow(1), flow(2)], [connector(1)], TARGET)).toBeUndefined()
    expect(winner([], [connector(1, 'a')], TARGET)).toBeUndefined()
  })

  test('two flows of one agent are told apart by object type', () => {
    const connectors = [connector(1, undefined, 'user'), connector(1, 'the contact', 'contact')]
    expect(winner([flow(1, 'user'), flow(1, 'contact')], connectors, TARGET)?.values).toEqual(['the contact'])
  })

  test('several connectors for one flow are ambiguous, and the attribute is named', () => {
    const two = [connector(1, 'a'), { ...connector(1, 'b'), entryId: 101 }]
    let problem: unknown
    try {
      winner([flow(1)], two, TARGET)
    } catch (error) {
      problem = (error as ProblemError).problem
    }
    expect(problem).toMatchObject({
      code: 'ambiguous-import-flow-from-multiple-connectors',
      message: expect.stringContaining('displayName: cn=a and cn=b'),
      where: { attribute: 'displayName', rule: 'agent1/user/import/person.displayName' },
    })
  })

  test('several connectors of a rank that is not reached disturb nobody', () => {
    const connectors = [connector(1, 'one'), connector(2, 'a'), connector(2, 'b')]
    expect(winner([flow(1), flow(2)], connectors, TARGET)?.values).toEqual(['one'])
  })

  test('does not depend on the order of the connectors', () => {
    const agents = [1, 2, 3, 4]
    const values = fc.array(fc.option(fc.string({ minLength: 1 }), { nil: undefined }), { minLength: 4, maxLength: 4 })
    const rank = fc.shuffledSubarray(agents)
    fc.assert(
      fc.property(values, rank, fc.shuffledSubarray(agents, { minLength: 4 }), (given, ranked, order) => {
        const flows = ranked.map(agent => flow(agent))
        const expected = ranked.find(agent => given[agent - 1] !== undefined)
        const result = winner(
          flows,
          order.map(agent => connector(agent, given[agent - 1])),
          TARGET,
        )
        expect(result?.flow.agent).toBe(expected)
      }),
    )
  })
})
