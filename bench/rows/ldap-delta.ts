import { Attribute, Change, Client } from 'ldapts'
import type { ConnectorContext } from '../../src/connectors/connector.js'
import { ldap } from '../../src/connectors/ldap/index.js'
import { type Slapd, startSlapd } from '../../test/support/slapd.js'
import type { Bench } from '../bench.js'
import { PERSON_ATTRIBUTES, personName, SUFFIX, toLdif } from '../data.js'
import { median, timeOf } from '../measure.js'
import type { Row } from '../report.js'

const CHANGED = 100
const SMALL = 10_000
const BUDGET = 2
const ROUNDS = 15
/** Rounds that are not measured: a worker asks every few seconds for days, and code is compiled only after some of them. */
const WARM_UPS = 20

const CONTEXT: ConnectorContext = {
  folder: process.cwd(),
  types: [
    {
      name: 'inetOrgPerson',
      attributes: [
        ...PERSON_ATTRIBUTES.map(name => ({ name, type: 'string', multivalued: false }) as const),
        { name: 'manager', type: 'reference', multivalued: false },
      ],
    },
  ],
  signal: new AbortController().signal,
}

/**
 * A hundred changed people of few and of many, as the ldap connector tells them from opening its session to closing it, beside a bare
 * client that logs in and searches for the same entries by their entryCSN.
 */
export async function ldapDelta(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  for (const people of [Math.min(SMALL, bench.people), bench.people]) {
    bench.say(`ldap-delta: loading slapd with ${people.toLocaleString('en-US')} people`)
    const slapd = await startSlapd({
      suffix: SUFFIX,
      ldif: toLdif(people),
      syncprov: { sessionLog: 10_000 },
      accesslog: true,
    })
    try {
      for (const method of ['syncrepl', 'accesslog'] as const)
        rows.push(await measured(bench, { slapd, people, method }))
    } finally {
      await slapd.stop()
    }
  }
  return rows
}

interface Measured {
  readonly slapd: Slapd
  readonly people: number
  readonly method: 'syncrepl' | 'accesslog'
}

async function measured(bench: Bench, { slapd, people, method }: Measured): Promise<Row> {
  bench.say(`ldap-delta: ${ROUNDS} rounds by ${method}`)
  const settings = ldap.settings.parse({
    url: slapd.url,
    base: SUFFIX,
    bindDn: slapd.rootDn,
    password: slapd.password,
    delta: method,
  })
  let watermark = (await read(settings)).watermark
  const times = { told: [] as number[], bare: [] as number[] }
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    const since = await newestChange(slapd)
    await changeHundred(slapd, people, round)
    const told = await timeOf(async () => {
      const { count, watermark: next } = await read(settings, watermark)
      if (count !== CHANGED) throw new Error(`the delta import by ${method} tells ${count} objects`)
      watermark = next
    })
    const bare = await timeOf(() => readBare(slapd, since))
    if (round < WARM_UPS) continue
    times.told.push(told)
    times.bare.push(bare)
  }
  const [value, baseline] = [median(times.told), median(times.bare)]
  const ratio = value / baseline
  const sizes = `${method}, ${CHANGED} of ${people.toLocaleString('en-US')} people`
  return {
    name: 'ldap-delta',
    value,
    unit: 'ms',
    baseline,
    ratio,
    budget: `≤ ${BUDGET}× (${sizes})`,
    ok: ratio <= BUDGET,
  }
}

async function read(settings: Parameters<typeof ldap.open>[0], watermark?: string) {
  await using session = await ldap.open(settings, CONTEXT)
  let count = 0
  let end: string | undefined
  const request = { pageSize: 1_000, signal: CONTEXT.signal, ...(watermark === undefined ? {} : { watermark }) }
  for await (const page of session.read({ mode: watermark === undefined ? 'full' : 'delta', ...request })) {
    count += page.deltas.length
    end = page.end?.watermark
  }
  return { count, watermark: end }
}

async function withClient<T>({ url, rootDn, password }: Slapd, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url })
  try {
    await client.bind(rootDn, password)
    return await work(client)
  } finally {
    await client.unbind()
  }
}

const newestChange = (slapd: Slapd): Promise<string> =>
  withClient(slapd, async client => {
    const { searchEntries } = await client.search(SUFFIX, { scope: 'base', attributes: ['contextCSN'] })
    return String(searchEntries[0]?.contextCSN)
  })

/** Spread over all people, others in every round. */
const changeHundred = (slapd: Slapd, people: number, round: number): Promise<void> =>
  withClient(slapd, async client => {
    for (let i = 0; i < CHANGED; i++) {
      const dn = personName(Math.floor((i * people) / CHANGED) + 1 + round)
      await client.modify(dn, [replacement(`Director ${round}`)])
    }
  })

/** What the connector reads, read with ldapts alone, and thrown away. */
const readBare = (slapd: Slapd, since: string): Promise<void> =>
  withClient(slapd, async client => {
    const { searchEntries } = await client.search(SUFFIX, {
      scope: 'sub',
      filter: `(&(objectClass=inetOrgPerson)(entryCSN>=${since}))`,
      attributes: ['objectClass', 'entryUUID', ...PERSON_ATTRIBUTES, 'manager'],
    })
    if (searchEntries.length < CHANGED) throw new Error(`the bare client finds ${searchEntries.length} entries`)
  })

const replacement = (title: string): Change =>
  new Change({ operation: 'replace', modification: new Attribute({ type: 'title', values: [title] }) })
