import { ProblemError } from '../../../src/model/problem.js'
import { actOnEntry, type EntryDeed } from '../../../src/runs/operator/act-on-entry.js'
import type { Database } from '../../../src/storage/database.js'

/** What a person does to an entry, as steps.yaml writes it among the runs. Names are `agent/anchor` or `agent/dn`. */
export type Deed =
  | { readonly disconnect: string; readonly explicit?: boolean; readonly confirm?: boolean }
  /** To the object of another entry. */
  | { readonly join: string; readonly to: string }
  | { readonly project: string; readonly as: string }
  | { readonly state: string; readonly explicit: boolean }

export const isDeed = (run: object): run is Deed => ['disconnect', 'join', 'project', 'state'].some(kind => kind in run)

interface Done {
  readonly run: string
  /** The code of the problem that refused it. */
  readonly refused?: string
  /** Its number. */
  readonly number?: number
}

/** Does it, and says how it went. */
export async function operate(database: Database, deed: Deed): Promise<Done> {
  const run = `operator ${Object.entries(deed)
    .map(([key, value]) => `${key} ${value}`)
    .join(' ')}`
  try {
    const done = await actOnEntry(database, { requestedBy: 'test', ...(await deedOf(database, deed)) })
    return { run, number: done.run }
  } catch (error) {
    if (error instanceof ProblemError) return { run, refused: error.problem.code }
    throw error
  }
}

async function deedOf(database: Database, deed: Deed): Promise<Omit<EntryDeed, 'requestedBy'>> {
  if ('disconnect' in deed) {
    const { id } = await find(database, deed.disconnect)
    const action = { kind: 'disconnect', explicit: deed.explicit === true } as const
    return { entry: id, action, confirmDeletion: deed.confirm === true }
  }
  if ('join' in deed) {
    const object = (await find(database, deed.to)).object ?? 0
    return { entry: (await find(database, deed.join)).id, action: { kind: 'join', object } }
  }
  if ('project' in deed)
    return { entry: (await find(database, deed.project)).id, action: { kind: 'project', type: deed.as } }
  return { entry: (await find(database, deed.state)).id, action: { kind: 'set-state', explicit: deed.explicit } }
}

async function find(database: Database, name: string): Promise<{ id: number; object: number | null }> {
  const slash = name.indexOf('/')
  const [row] = await database.query<{ id: number; object: number | null }>(
    `select e.id, l.object_id as object from entry e join agent a on a.id = e.agent_id left join link l on l.entry_id = e.id
     where a.name = $1 and $2 in (e.anchor, e.dn)`,
    [name.slice(0, slash), name.slice(slash + 1)],
  )
  if (row === undefined) throw new Error(`no entry ${name}`)
  return row
}
