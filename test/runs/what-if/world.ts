import { exportDocument } from '../../../src/configuration/write.js'
import { type MemorySource, memorySource } from '../../../src/connectors/memory/index.js'
import { shutDown } from '../../../src/runs/interruptions.js'
import { executeWhatIf } from '../../../src/runs/what-if/execute-what-if.js'
import type { Database } from '../../../src/storage/database.js'
import { type DifferenceRow, listDifferences } from '../../../src/storage/what-if/read-differences.js'
import { createWhatIf, findWhatIfs, takeWhatIf, type WhatIfRecord } from '../../../src/storage/what-if/what-ifs.js'
import { type TestHub, testHub } from '../../support/hub.js'

/** What differs from the rules in force. */
export interface Rules {
  readonly title?: object | string
  readonly filter?: readonly object[]
  readonly when?: string
  readonly more?: Readonly<Record<string, object>>
}

export interface WhatIfWorld {
  readonly hub: TestHub
  readonly database: Database
  readonly hr: MemorySource
  readonly document: (rules: Rules) => object
  /** Asks, has it carried out, and answers what came of it. */
  tried(request: Trial): Promise<Tried>
}

export interface Trial {
  /** Undefined: the configuration in force. */
  readonly rules?: Rules
  readonly agents?: readonly string[]
  readonly mode?: 'full' | 'delta'
  /** Done between asking and carrying out. */
  readonly meanwhile?: (id: number) => Promise<unknown>
  readonly stopped?: boolean
}

export interface Tried {
  readonly record: WhatIfRecord
  readonly rows: readonly DifferenceRow[]
  readonly bugs: readonly unknown[]
}

const attributes = { id: 'string', name: 'string', room: 'string', boss: 'reference' }

const documentOf =
  (name: string) =>
  ({ title = 'room', filter, when, more = {} }: Rules): object => ({
    version: 1,
    metaverse: { types: { person: { deletion: { when: 'last-connector', ignore: ['target'] } } } },
    agents: {
      hr: {
        connector: 'memory',
        settings: { source: `${name}-hr` },
        objects: {
          person: {
            attributes,
            ...(filter === undefined ? {} : { filter }),
            join: [{ type: 'person', on: { employeeID: 'id' } }],
            projection: 'person',
            import: { person: { employeeID: 'id', displayName: 'name', title, manager: 'boss' } },
          },
        },
      },
      target: {
        connector: 'memory',
        settings: { source: `${name}-target` },
        deprovisioning: 'delete-object',
        objects: {
          user: {
            attributes,
            provision: [
              { type: 'person', ...(when === undefined ? {} : { when }), dn: "'uid=' + mv.employeeID + ',o=target'" },
            ],
            export: {
              person: {
                id: 'employeeID',
                name: 'displayName',
                room: 'title',
                boss: { from: 'manager', allowNulls: true },
              },
            },
          },
        },
      },
      ...more,
    },
  })

/** Four people in HR, all of them led by the first. */
export async function whatIfWorld(name: string): Promise<WhatIfWorld> {
  const document = documentOf(name)
  const hub = await testHub(document({}))
  const hr = memorySource(`${name}-hr`)
  for (let id = 1; id <= 4; id++) {
    const values = { id: [`${id}`], name: [`Person ${id}`], room: [`R${id}`], boss: ['cn=p1,o=hr'] }
    hr.put({ objectType: 'person', dn: `cn=p${id},o=hr`, anchor: `P${id}`, attributes: values })
  }
  const { database } = hub
  return { hub, database, hr, document, tried: trial => carryOut(database, document, trial) }
}

/** Everything exported and confirmed. */
export async function settle({ hub }: WhatIfWorld): Promise<void> {
  await hub.run('hr', 'full-import')
  await hub.run('hr', 'full-synchronization')
  await hub.run('target', 'export')
  await hub.run('target', 'full-import')
  await hub.run('target', 'delta-synchronization')
}

async function carryOut(
  database: Database,
  document: WhatIfWorld['document'],
  { rules, agents, mode = 'full', meanwhile, stopped = false }: Trial,
): Promise<Tried> {
  const id = await createWhatIf(database, {
    document: rules === undefined ? null : exportDocument(document(rules) as Parameters<typeof exportDocument>[0]),
    files: {},
    version: 1,
    agents: agents ?? null,
    mode,
    requestedBy: 'test',
  })
  const taken = await takeWhatIf(database, 'test')
  if (taken?.id !== id) throw new Error('another what-if was waiting')
  await meanwhile?.(id)
  const bugs: unknown[] = []
  const controller = new AbortController()
  if (stopped) controller.abort(shutDown())
  const log = (_message: string, details: object) => void bugs.push((details as { error: unknown }).error)
  await executeWhatIf({ database, name: 'test', log, signal: controller.signal }, taken)
  const [record] = await findWhatIfs(database, [id])
  const { rows } = await listDifferences(database, id, { filter: {}, page: { limit: 500, backwards: false } })
  return { record: record as WhatIfRecord, rows, bugs }
}

/** A difference without what is null in it. */
export const told = (row: DifferenceRow): object =>
  Object.fromEntries(Object.entries(row).filter(([name, value]) => value !== null && name !== 'number'))
