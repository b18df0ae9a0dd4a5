import { ROLES } from '../../access/roles.js'
import { createKey, listedKeys, revokeKey, rotateKey } from '../../service/keys.js'
import type { ListedKey } from '../../storage/read/api-key.js'
import type { CommandDefinition } from '../command.js'
import { moment, wholeNumber } from '../parse.js'
import { tableLines } from '../table.js'
import { withHub } from '../with-hub.js'

const MOST_KEYS = 1_000
const JSON_OPTION = { flags: '--json', description: 'one JSON object' }

export const keyCreateCommand: CommandDefinition = {
  usage: 'key create',
  summary: 'make an API key',
  description: 'Makes an API key and shows it, once: only a hash is kept.',
  options: [
    { flags: '--name <name>', description: 'who or what uses it', required: true },
    { flags: '--role <role>', description: `${ROLES.join(', ')} or farm:<name>; several with commas`, required: true },
    { flags: '--expires <date>', description: 'refuse it from then on', parse: moment },
    JSON_OPTION,
  ],
  examples: [
    ['hub key create --name portal --role reader', 'a key for an application that reads'],
    ['hub key create --name me --role administrator', 'when the first key is lost'],
  ],
  async action(context, _, { name, role, expires }) {
    const scopes = String(role)
      .split(',')
      .map(each => each.trim())
    const expiry = expires instanceof Date ? { expiresAt: expires } : {}
    return withHub(context, {}, async ({ hub, actor }) => {
      const key = await createKey(hub, actor, { name: String(name), scopes, ...expiry })
      if (context.screen.json) context.screen.object({ name, scopes, key })
      else {
        context.screen.line(key)
        context.screen.note('Keep it now: it is not shown again.')
      }
      return 'good'
    })
  },
}

export const keyListCommand: CommandDefinition = {
  usage: 'key list',
  summary: 'list the API keys',
  description: 'Lists the API keys by the prefix that names them: the first part of the key after hub_.',
  options: [JSON_OPTION],
  examples: [['hub key list', 'see who may ask, and when they last did']],
  action: (context, _) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { rows: all } = await listedKeys(hub, actor, { limit: MOST_KEYS, backwards: false })
      if (context.screen.json) context.screen.object({ keys: all.map(withNulls) })
      else if (all.length === 0) context.screen.line('There is no key yet: hub serve makes the first one.')
      else
        for (const line of tableLines(
          ['prefix', 'name', 'scopes', 'made', 'last used', 'state'],
          all.map(key => [
            key.prefix,
            key.name,
            key.scopes.join(', '),
            day(key.createdAt),
            day(key.lastUsedAt),
            stateOf(key),
          ]),
        ))
          context.screen.line(line)
      return 'good'
    }),
}

const OVERLAP_HOURS = 24

export const keyRotateCommand: CommandDefinition = {
  usage: 'key rotate <prefix>',
  summary: 'replace an API key by a new one',
  description:
    'Makes a key with the same name, scopes and end, and shows it, once. The old one is good for a while yet, so that its users can change over.',
  options: [
    {
      flags: '--overlap <hours>',
      description: `how long the old key is good for (default: ${OVERLAP_HOURS})`,
      parse: wholeNumber,
    },
    JSON_OPTION,
  ],
  examples: [['hub key rotate 1f0c9a77b2 --overlap 1', 'the old key is refused from an hour on']],
  action: (context, [prefix = ''], { overlap }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const hours = typeof overlap === 'number' ? overlap : OVERLAP_HOURS
      const key = await rotateKey(hub, actor, prefix, hours)
      if (context.screen.json) context.screen.object({ replaces: prefix, overlapHours: hours, key })
      else {
        context.screen.line(key)
        context.screen.note(`Keep it now: it is not shown again. The old key is good for ${hours} hours more.`)
      }
      return 'good'
    }),
}

export const keyRevokeCommand: CommandDefinition = {
  usage: 'key revoke <prefix>',
  summary: 'end an API key',
  description: 'Ends the key with this prefix (see hub key list). It is refused within seconds, everywhere.',
  options: [JSON_OPTION],
  examples: [['hub key revoke 1f0c9a77b2', 'when a key has become known']],
  action: (context, [prefix = '']) =>
    withHub(context, {}, async ({ hub, actor }) => {
      await revokeKey(hub, actor, prefix)
      if (context.screen.json) context.screen.object({ revoked: prefix })
      else context.screen.line(`The key ${prefix} is revoked.`)
      return 'good'
    }),
}

/** A program that reads the list finds every field, also one that has no value. */
const withNulls = ({ id: _, ...key }: ListedKey) => ({
  ...key,
  expiresAt: key.expiresAt ?? null,
  lastUsedAt: key.lastUsedAt ?? null,
  revokedAt: key.revokedAt ?? null,
})

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '-'

function stateOf({ revokedAt, expiresAt }: ListedKey): string {
  if (revokedAt !== undefined) return 'revoked'
  if (expiresAt === undefined) return 'good'
  return expiresAt.getTime() <= Date.now() ? 'expired' : `good until ${day(expiresAt)}`
}
