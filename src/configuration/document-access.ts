import { z } from 'zod'
import { name, staffRole } from './document-parts.js'

/** Who may come in besides the holders of API keys. */

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Where keys come over an open line, anybody makes tokens. */
const isSafe = (url: string): boolean => url.startsWith('https:') || LOOPBACK.test(new URL(url).hostname)
const UNSAFE = "Expected https; http is for the hub's own machine only"

const role = z.union([staffRole, z.string().regex(/^farm:.+$/, 'a role, or farm:<name>')])

const oidc = z.strictObject({
  issuer: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, UNSAFE)
    .describe('The identity provider: what tokens name as iss.'),
  audience: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('What tokens for this hub name as aud.'),
  jwksUri: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, UNSAFE)
    .optional()
    .describe("Where its keys are; absent: what the issuer's /.well-known/openid-configuration says."),
  nameClaim: name.optional().describe('The claim that names the person in the audit; default: preferred_username.'),
  groupClaim: name.optional().describe('The claim that lists groups; default: groups.'),
  roles: z
    .record(name, z.union([role, z.array(role).min(1)]))
    .describe('Group to the roles of its members. Who is in none of these groups comes in and may do nothing.'),
  clockTolerance: z.int().min(0).max(300).optional().describe('Seconds that clocks may differ; default: 30.'),
})

const count = (most: number, what: string) => z.int().min(1).max(most).optional().describe(what)

const limits = z.strictObject({
  requestsPerSecond: count(100_000, 'Requests of one key a second, for longer than ten seconds; default: 1000.'),
  pointsPerMinute: count(1_000_000_000, 'What the requests of one key may cost in a minute; default: 10000000.'),
  operations: count(10_000, 'Queries, mutations and downloads of one key at the same time; default: 100.'),
  subscriptions: count(1_000_000, 'Subscriptions of one key at the same time in a process; default: 20000.'),
  seconds: count(3_600, 'How long a query may take; default: 30.'),
})

const holder = z.enum(['administrator', 'operator', 'joiner', 'password', 'reader', 'farm'])

const trustedDocuments = z.strictObject({
  from: z.string().min(1).describe('The list: a manifest (JSON), or a folder of manifests and .graphql files.'),
  roles: z
    .array(holder)
    .min(1)
    .optional()
    .describe('Whose requests must be on the list; farm: every farm. Default: all but administrators.'),
})

export const access = z.strictObject({
  oidc: oidc.optional().describe('OIDC access tokens of an identity provider.'),
  limits: limits.optional().describe('How much one key may ask of a process.'),
  trustedDocuments: trustedDocuments.optional().describe('The documents that are executed for whom no others are.'),
  introspection: z
    .array(holder)
    .optional()
    .describe('Who may ask for the schema, and is told names close to wrong ones; default: all but farms.'),
})

export type AccessDocument = z.infer<typeof access>
export type OidcDocument = z.infer<typeof oidc>
export type Holder = z.infer<typeof holder>
