import { defineEntity, p } from '@mikro-orm/core'

/** What people edit goes through entities and a unit of work; what runs move goes through set-based SQL. */
export const ConfigurationVersion = defineEntity({
  name: 'ConfigurationVersion',
  tableName: 'configuration_version',
  properties: {
    id: p.integer().primary(),
    document: p.json<unknown>(),
    source: p.text(),
    digest: p.text(),
    author: p.text(),
    appliedAt: p.datetime().fieldName('applied_at').defaultRaw('now()'),
  },
})

export const Agent = defineEntity({
  name: 'Agent',
  tableName: 'agent',
  properties: {
    id: p.integer().primary(),
    name: p.text(),
    connector: p.text(),
    settings: p.json<Record<string, unknown>>(),
    guard: p.json<Record<string, unknown>>(),
    position: p.integer(),
    fullImportRequired: p.boolean().fieldName('full_import_required').default(true),
    fullSynchronizationRequired: p.boolean().fieldName('full_synchronization_required').default(true),
    watermark: p.text().nullable(),
    importedAt: p.datetime().fieldName('imported_at').nullable(),
    createdAt: p.datetime().fieldName('created_at').defaultRaw('now()'),
    removedAt: p.datetime().fieldName('removed_at').nullable(),
  },
})

export const RunProfile = defineEntity({
  name: 'RunProfile',
  tableName: 'run_profile',
  properties: {
    id: p.integer().primary(),
    agentId: p.integer().fieldName('agent_id'),
    name: p.text(),
    steps: p.json<readonly Record<string, unknown>[]>(),
  },
})

export const Schedule = defineEntity({
  name: 'Schedule',
  tableName: 'schedule',
  properties: {
    id: p.integer().primary(),
    name: p.text(),
    cron: p.text().nullable(),
    /** The agent whose source is watched, instead of the clock. */
    watch: p.text().nullable(),
    timezone: p.text(),
    runs: p.json<readonly { agent: string; profile: string }[]>(),
    enabled: p.boolean().default(true),
  },
})

export const Rule = defineEntity({
  name: 'Rule',
  tableName: 'rule',
  properties: { id: p.integer().primary(), name: p.text() },
})
