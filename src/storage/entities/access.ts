import { defineEntity, p } from '@mikro-orm/core'

export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.integer().primary(),
    name: p.text(),
    prefix: p.text(),
    hash: p.text(),
    role: p.text(),
    createdAt: p.datetime().fieldName('created_at').defaultRaw('now()'),
    expiresAt: p.datetime().fieldName('expires_at').nullable(),
    lastUsedAt: p.datetime().fieldName('last_used_at').nullable(),
    revokedAt: p.datetime().fieldName('revoked_at').nullable(),
  },
})

export const AuditEvent = defineEntity({
  name: 'AuditEvent',
  tableName: 'audit_event',
  properties: {
    id: p.bigint('number').primary(),
    at: p.datetime().defaultRaw('now()'),
    actor: p.text(),
    operation: p.text(),
    target: p.text().nullable(),
    outcome: p.text(),
    details: p.json<Record<string, unknown>>(),
  },
})
