import { checkDocument } from '../../../src/configuration/check.js'
import { compileRuleSet, provisionalIds } from '../../../src/configuration/compile.js'
import type { HubDocument } from '../../../src/configuration/document.js'
import { registeredConnectors } from '../../../src/configuration/registered-connectors.js'
import type { RuleSet } from '../../../src/rules/rule-set.js'
import { inboundCounter } from '../../../src/sync/inbound-counter.js'
import { inboundPage, outboundPage } from '../../../src/sync/synchronize.js'
import { createWorkspace } from '../../../src/sync/workspace.js'
import { documentOf } from '../engine/document.js'
import { newReport } from '../model/report.js'
import type { Rules } from '../model/rules.js'
import type { World } from '../model/state.js'
import { synchronizePage } from '../model/synchronize.js'
import { fromWorkspace, type Picture, pictureOf, toEntries, toObjects } from './picture.js'

export function compileRules(rules: Rules): RuleSet {
  const document = documentOf(rules) as unknown as HubDocument
  checkDocument(document as unknown as Record<string, unknown>)
  return compileRuleSet(document, { version: 1, ids: provisionalIds(document), connectors: registeredConnectors }).rules
}

/** What the hub's pure core makes of one entry in a world. */
export function decideInHub(rules: RuleSet, world: World, entry: number): Picture {
  const names = new Map([...rules.agents.values()].map(({ id, name }) => [name, id]))
  let next = world.nextId
  const workspace = createWorkspace({
    rules,
    now: 0,
    full: false,
    nextId: () => next++,
    entries: toEntries(world, rules, names),
    objects: toObjects(world),
  })
  const page = inboundPage(workspace, [entry])
  const { outbound, failed } = outboundPage(workspace, page, { taken: new Map(), loaded: [] })
  const failures = [...page.failed, ...failed].map(({ problem }) => problem.code)
  const counters = [
    ...(failed.length > 0 ? [] : page.groups.flatMap(group => group.entries)).map(({ situation, flowed, objects }) => {
      const last = objects.at(-1)
      return inboundCounter({
        situation,
        flowed,
        gone: last !== undefined && workspace.object(last).life === 'deleted',
      })
    }),
    ...outbound.map(done => `${done.counter}@${rules.agents.get(done.agent)?.name}`),
    ...failures.map(() => 'flow-failure'),
  ]
  // What failed in the second half leaves nothing of the first.
  return failed.length > 0
    ? { ...pictureOf(world), counters, failures }
    : { ...fromWorkspace(workspace, rules), counters, failures }
}

/** What the model makes of it. */
export function decideInModel(world: World, entry: number): Picture {
  const after = structuredClone(world)
  const report = newReport()
  const [agent] = world.entries.filter(each => each.id === entry).map(each => each.agent)
  synchronizePage({ world: after, agent: agent as string, full: false, report, pageSize: 1 }, [entry])
  const counters = Object.entries(report.counters).flatMap(([name, count]) => Array.from({ length: count }, () => name))
  const trouble = after.entries.find(each => each.id === entry)?.troubles.synchronization
  return { ...pictureOf(after), counters, failures: trouble === undefined ? [] : [trouble.code] }
}
