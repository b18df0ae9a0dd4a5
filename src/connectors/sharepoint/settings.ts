import { z } from 'zod'
import { tls } from '../kit/tls.js'
import { ACCOUNT_PROPERTY, GUID_PROPERTY } from './names.js'

const site = z
  .string()
  .regex(/^https?:\/\/[^/?#]+(\/[^?#]*)?$/, 'Expected the address of a site, such as https://my.contoso.com.')
  .refine(url => !/\/_(vti_bin|layouts)(\/|$)/i.test(url), 'Expected the address of the site, without /_vti_bin/….')

const throttle = z.strictObject({
  concurrent: z
    .int()
    .min(1)
    .max(32)
    .default(4)
    .describe('Requests under way at once, each over a connection of its own.'),
  requestsPerSecond: z.number().positive().optional().describe('At most so many requests a second; absent: no limit.'),
})

const photos = z.strictObject({
  site: site.describe('The My Site host whose library keeps the photos.'),
  folder: z
    .string()
    .regex(
      /^[^/\\?#%*:|"<>]+(\/[^/\\?#%*:|"<>]+)*$/,
      'Expected a library and folder such as User Photos/Profile Pictures.',
    )
    .default('User Photos/Profile Pictures')
    .describe('Library and folder of the photos, below the site.'),
  property: z.string().min(1).default('PictureURL').describe("The URL property that gets the photo's address."),
  maxBytes: z.int().min(1).default(1_048_576).describe('A larger photo is a problem of its person and is not sent.'),
})

const claims = z.strictObject({
  providerType: z
    .enum(['Windows', 'Trusted', 'Forms'])
    .default('Windows')
    .describe('SPS-ClaimProviderType of new profiles whose account name is no encoded claim.'),
  providerId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'SPS-ClaimProviderID of such profiles: the trusted provider or membership provider; Windows where absent.',
    ),
})

export const sharePointSettings = z
  .strictObject({
    url: site.describe(
      'A site of the farm whose User Profile service is meant: the My Site host or Central Administration.',
    ),
    auth: z
      .enum(['ntlm', 'basic'])
      .default('ntlm')
      .describe('How to log in: Windows authentication (NTLMv2), or Basic over TLS.'),
    domain: z.string().default('').describe('Domain of the account.'),
    user: z.string().min(1).describe('Account that administers the User Profile service application.'),
    password: z.string().min(1).describe('Its password. Write a reference to a secret, never the password itself.'),
    tls: tls.prefault({}).describe('How the server proves who it is.'),
    allowInsecure: z
      .boolean()
      .default(false)
      .describe(
        'Whether Basic may send the password to another machine unencrypted. Never needed with https:// or NTLM.',
      ),
    anchor: z
      .enum([GUID_PROPERTY, ACCOUNT_PROPERTY])
      .default(GUID_PROPERTY)
      .describe('What never changes about a profile: its GUID, or its account name where the GUID cannot be read.'),
    onDelete: z
      .enum(['list', 'clear-and-mark'])
      .default('list')
      .describe(
        'What the export of a delete does, as these services cannot delete: only list the profile for removal, or also empty and mark it.',
      ),
    clear: z.array(z.string().min(1)).default([]).describe('With clear-and-mark: properties to empty.'),
    markProperty: z
      .string()
      .min(1)
      .optional()
      .describe('With clear-and-mark: the property that says that the person is gone.'),
    markValue: z.string().min(1).optional().describe('With clear-and-mark: what it then says.'),
    claims: claims
      .optional()
      .describe('Gives new profiles their claim provider where no flow does. Absent: nothing is written.'),
    photos: photos.optional().describe('Where photos go. Absent: a flow to Picture is refused.'),
    throttle: throttle.prefault({}).describe('How much the farm is asked at once.'),
    retries: z
      .int()
      .min(0)
      .max(20)
      .default(5)
      .describe('How often a request is repeated that the farm is too busy for.'),
    connectTimeout: z.int().min(1).default(10).describe('Seconds to wait for a connection.'),
    timeout: z.int().min(1).default(120).describe('Seconds to wait for one answer.'),
  })
  .refine(
    ({ onDelete, clear, markProperty }) => onDelete === 'list' || clear.length > 0 || markProperty !== undefined,
    {
      error: 'clear-and-mark needs something to clear or a property to mark.',
      path: ['clear'],
    },
  )
  .refine(({ markProperty, markValue }) => (markProperty === undefined) === (markValue === undefined), {
    error: 'markProperty and markValue belong together.',
    path: ['markValue'],
  })
  .refine(
    ({ onDelete, clear, markProperty }) =>
      onDelete === 'clear-and-mark' || (clear.length === 0 && markProperty === undefined),
    {
      error: 'clear, markProperty and markValue are for onDelete: clear-and-mark.',
      path: ['onDelete'],
    },
  )

export type SharePointSettings = z.infer<typeof sharePointSettings>
