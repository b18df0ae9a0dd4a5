import { z } from 'zod'
import { httpShape } from '../kit/http/settings.js'

const secret = (what: string) =>
  z.string().min(1).meta({ secret: true }).describe(`${what} Write a reference to a secret, never the secret itself.`)

const authentication = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none').describe('No login.') }),
  z.strictObject({
    type: z.literal('bearer').describe('A token that does not change (RFC 6750).'),
    token: secret('The token.'),
  }),
  z.strictObject({
    type: z.literal('basic').describe('Name and password (RFC 7617).'),
    user: z.string().min(1).describe('Name to log in with.'),
    password: secret('Its password.'),
  }),
  z.strictObject({
    type: z.literal('oauth2').describe('OAuth 2.0 client credentials (RFC 6749 section 4.4).'),
    tokenUrl: z.url().describe('Where tokens are given out.'),
    clientId: z.string().min(1).describe('Name of the client.'),
    clientSecret: secret('Its secret.'),
    scope: z.string().min(1).optional().describe('What the token shall be good for; names separated by spaces.'),
  }),
])

export const scimSettings = z
  .strictObject({
    url: z
      .string()
      .regex(/^https?:\/\/[^?#]+$/, 'Expected the base of the service: https://host/path.')
      .describe('The base of the SCIM service, such as https://idp.example.org/scim/v2.'),
    authentication: authentication.default({ type: 'none' }).describe('How the hub logs in.'),
    dn: z
      .record(z.string(), z.string().min(1))
      .default({ User: 'userName' })
      .describe(
        'Attribute that names the objects of a type, by type: a text that is unique among all selected types. Types that are not named here go by their id.',
      ),
    filters: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe('SCIM filter that the objects of a type must match, by type.'),
    paging: z
      .enum(['auto', 'index', 'cursor'])
      .default('auto')
      .describe('How pages are asked for: by place, by cursor (RFC 9865), or by cursor where the service says it can.'),
    patch: z
      .enum(['auto', 'always', 'never'])
      .default('auto')
      .describe(
        'Whether changes go out as PATCH, or by replacing the whole object (PUT); auto does what the service says it can.',
      ),
    maxValues: z
      .int()
      .min(1)
      .max(100_000)
      .default(1_000)
      .describe('How many values (members of a group) one request may carry; more go out in several.'),
    ...httpShape,
  })
  .refine(({ url, authentication: { type }, allowInsecure }) => allowInsecure || type === 'none' || isSecure(url), {
    error: 'The login would cross the network unencrypted: use https://, or set allowInsecure.',
    path: ['url'],
  })
  .refine(
    ({ authentication: login, allowInsecure }) => allowInsecure || login.type !== 'oauth2' || isSecure(login.tokenUrl),
    {
      error: 'The client secret would cross the network unencrypted: use https://, or set allowInsecure.',
      path: ['authentication', 'tokenUrl'],
    },
  )

export type ScimSettings = z.infer<typeof scimSettings>
export type ScimLogin = ScimSettings['authentication']

function isSecure(url: string): boolean {
  if (url.startsWith('https:') || !URL.canParse(url)) return true
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname)
}
