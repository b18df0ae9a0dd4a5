import { expect, test } from '@jest/globals'
import type { LdapSettings } from '../../../src/connectors/ldap/settings.js'
import { expectDeltaTruth } from '../../support/delta-truth.js'
import { startDirectory389 } from '../../support/directory-389.js'
import {
  CHURN_BASE,
  CHURN_CONTAINERS,
  CHURN_FILTER,
  CHURN_LDIF,
  CHURN_SCHEMA,
  ldapChurn,
} from '../../support/ldap-churn.js'
import { ldapWriter } from '../../support/ldap-writer.js'
import { describeWithServer } from '../../support/servers.js'
import { type SlapdOptions, startSlapd } from '../../support/slapd.js'
import { GROUP, PERSON } from '../people.js'

const definitions = new Map([...PERSON.attributes, ...GROUP.attributes].map(one => [one.name, one]))
const attributes = (type: typeof PERSON) =>
  Object.fromEntries(
    type.attributes.map(({ name, type, multivalued }) => [name, multivalued ? { type, multivalued } : type]),
  )

const document = (settings: Partial<LdapSettings> & { url: string; bindDn: string; password: string }) => ({
  version: 1,
  agents: {
    directory: {
      connector: 'ldap',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a secret
      settings: { base: CHURN_BASE, filter: CHURN_FILTER, ...settings, password: '${env:HUB_TEST_DIRECTORY_PASSWORD}' },
      objects: {
        inetOrgPerson: { attributes: attributes(PERSON), projection: 'person' },
        groupOfNames: { attributes: attributes(GROUP) },
      },
    },
  },
})

const SLAPD: readonly { readonly method: string; readonly options: SlapdOptions }[] = [
  { method: 'syncrepl', options: { syncprov: {} } },
  { method: 'syncrepl', options: { syncprov: { sessionLog: 1_000 } } },
  { method: 'accesslog', options: { accesslog: true } },
  { method: 'timestamps', options: {} },
]

describeWithServer('slapd', 'the connector space after disturbed delta imports', () => {
  test.each(
    SLAPD.map((each, i) => ({
      ...each,
      name: `${each.method} ${JSON.stringify(each.options)}`,
      seed: i + 1,
    })),
  )(
    'is what the directory holds: $name',
    async ({ method, options, seed }) => {
      const server = await startSlapd({
        ldif: CHURN_LDIF,
        schema: CHURN_SCHEMA,
        ...options,
      })
      const login = { url: server.url, bindDn: server.rootDn, password: server.password }
      process.env.HUB_TEST_DIRECTORY_PASSWORD = login.password
      const writer = await ldapWriter(login, definitions, { inetOrgPerson: ['hubPerson'] })
      try {
        const churn = ldapChurn(async () => writer, seed)
        await churn.change(60)
        const disturbed = await expectDeltaTruth({
          document: document({ ...login, delta: method as LdapSettings['delta'] }),
          agent: 'directory',
          seed,
          rounds: 25,
          change: churn.change,
          settle: () => new Promise(done => setTimeout(done, 500)),
        })
        expect(disturbed.killed + disturbed.cancelled).toBeGreaterThan(5)
      } finally {
        await writer[Symbol.asyncDispose]()
        await server.stop()
      }
    },
    120_000,
  )
})

const DIRECTORY_389 = [
  { recorded: ['entryuuid:targetEntryUUID'], seed: 11 },
  { recorded: [], seed: 12 },
]

describeWithServer('389-ds', 'the connector space after disturbed delta imports', () => {
  test.each(DIRECTORY_389)(
    'is what a 389 Directory Server holds whose change log records $recorded',
    async ({ recorded, seed }) => {
      const server = await startDirectory389({ schema: CHURN_SCHEMA, recorded })
      const login = { url: server.url, bindDn: server.rootDn, password: server.password }
      process.env.HUB_TEST_DIRECTORY_PASSWORD = login.password
      const writer = await ldapWriter(login, definitions, { inetOrgPerson: ['hubPerson'] })
      try {
        await writer.apply(CHURN_CONTAINERS)
        const churn = ldapChurn(async () => writer, seed)
        await churn.change(60)
        const disturbed = await expectDeltaTruth({
          document: document({ ...login, delta: 'changelog' }),
          agent: 'directory',
          seed,
          rounds: 20,
          change: churn.change,
        })
        expect(disturbed.killed + disturbed.cancelled).toBeGreaterThan(4)
      } finally {
        await writer[Symbol.asyncDispose]()
        await server.stop()
      }
    },
    180_000,
  )
})
