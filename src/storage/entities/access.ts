import { defineEntity, p } from '@mikro-orm/core'

export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.integer().primary(),
    name: p.text(),
    prefix: p.text(),
    hash: p.text(),
    /** Roles, or `farm:<name>`. */
    scopes: p.array(),
    createdAt: p.datetime().fieldName('created_at').defaultRaw('now()'),
    expiresAt: p.datetime().fieldName('expires_at').nullable(),
    lastUsedAt: p.datetime().fieldName('last_used_at').nullable(),
    revokedAt: p.datetime().fieldName('revoked_at').nullable(),
  },
})
