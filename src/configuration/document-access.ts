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

export const access = z.strictObject({ oidc: oidc.optional().describe('OIDC access tokens of an identity provider.') })

export type OidcDocument = z.infer<typeof oidc>
