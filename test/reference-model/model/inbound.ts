import { isFiltered } from './filter.js'
import { flowImport } from './import-flow.js'
import { disconnect, linkTo } from './link.js'
import { type Done, type Page, Refused, type Situation } from './page.js'
import { agentRules, type TypeRules } from './rules.js'
import { connectorsOf, type Entry, type MetaverseObject, removeEntry } from './state.js'

/** Filter, join, projection, import flow of one entry, in this order (domain.md 2.2). */
export function inbound(page: Page, entry: Entry): Done {
  const before = entry.link
  const whole = page.full || entry.pendingImport === 'add' || entry.pendingImport === 'delete-add'
  if (entry.pendingImport === 'delete') return leave(page, entry)
  // It is another object now: whatever it was has ended.
  if (entry.pendingImport === 'delete-add' && before === undefined) entry.state = 'disconnector'
  if (entry.pendingImport === 'delete-add' && before !== undefined) {
    disconnect(page, entry, { state: 'disconnector', evaluate: true })
    const after = synchronize(page, entry)
    return { ...after, situation: 'retyped', objects: [...new Set([before, ...after.objects])], whole }
  }
  return { ...synchronize(page, entry), whole }
}

const done = (entry: Entry, situation: Situation, objects: readonly number[], flowed = false): Done => ({
  entry,
  situation,
  flowed,
  objects,
  whole: false,
})

function leave(page: Page, entry: Entry): Done {
  const object = entry.link
  disconnect(page, entry, { state: 'disconnector', evaluate: true })
  removeEntry(page.world, entry)
  return object === undefined ? done(entry, 'deleted-disconnector', []) : done(entry, 'deleted-connector', [object])
}

function synchronize(page: Page, entry: Entry): Done {
  const rules = agentRules(page.world.rules, entry.agent).types[entry.type]
  if (rules === undefined) return remain(entry)
  if (isFiltered(rules, entry.image) && !entry.state.startsWith('explicit')) return filter(page, entry)
  if (entry.link !== undefined) return flow(page, entry, 'connected')
  if (entry.state === 'explicit-disconnector') return done(entry, 'remains', [])
  return connect(page, entry, rules)
}

function filter(page: Page, entry: Entry): Done {
  const object = entry.link
  if (object === undefined) {
    entry.state = 'filtered-disconnector'
    return done(entry, 'filtered', [])
  }
  disconnect(page, entry, { state: 'filtered-disconnector', evaluate: true })
  return done(entry, 'connector-filtered', [object])
}

function connect(page: Page, entry: Entry, rules: TypeRules): Done {
  const joined = findJoin(page, entry, rules)
  if (joined !== undefined) {
    linkTo(page, entry, joined)
    return flow(page, entry, 'joined')
  }
  if (rules.projection === undefined) return remain(entry)
  const object: MetaverseObject = { id: page.world.nextId++, type: rules.projection, values: {}, references: [] }
  page.world.objects.push(object)
  linkTo(page, entry, object)
  return flow(page, entry, 'projected')
}

/** The first criterion that finds exactly one object (domain.md 6.2). */
function findJoin({ world }: Page, entry: Entry, rules: TypeRules): MetaverseObject | undefined {
  for (const { type, on } of rules.joins) {
    const hits = world.objects.filter(
      object =>
        (type === undefined || object.type === type) &&
        Object.entries(on).every(([attribute, from]) => meet(object.values[attribute], entry.image[from])),
    )
    const [hit] = hits
    if (hit === undefined || hits.length > 1) continue
    // One connector an agent.
    if (connectorsOf(world, hit.id).some(other => other.agent === entry.agent))
      throw new Refused('ambiguous-import-flow-from-multiple-connectors')
    return hit
  }
  return undefined
}

const meet = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.some(one => b.some(other => one.toLowerCase() === other.toLowerCase()))

function flow(page: Page, entry: Entry, situation: Situation): Done {
  const object = entry.link as number
  return done(
    entry,
    situation,
    [object],
    flowImport(page, { object, entry, fresh: situation !== 'connected', attributes: undefined }),
  )
}

function remain(entry: Entry): Done {
  if (entry.state !== 'explicit-disconnector') entry.state = 'disconnector'
  return done(entry, 'remains', [])
}
