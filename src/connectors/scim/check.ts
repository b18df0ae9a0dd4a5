import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Check, type ConnectorContext, ConnectorError } from '../connector.js'
import { type ScimClient, scimClient } from './client.js'
import { quoted } from './filter.js'
import { scimNames } from './names.js'
import { ScimRefusal } from './refusal.js'
import { idOf, isJson, type Json, lastModified, listAt, valueAt } from './resource.js'
import { type SelectedType, selectedTypes } from './selection.js'
import { discover, type ScimService } from './service.js'
import type { ScimSettings } from './settings.js'
import { openTrouble, readTrouble } from './trouble.js'

/** Looks at the way to a service step by step. */
export async function* checkScim(settings: ScimSettings, context: ConnectorContext): AsyncGenerator<Check> {
  const name = await checkName(new URL(settings.url).hostname.replace(/^\[|\]$/g, ''))
  yield name
  if (name.outcome === 'failed') return
  let client: ScimClient
  try {
    client = await scimClient(settings, context)
  } catch (error) {
    yield failure('TLS', error)
    return
  }
  using _ = client
  let service: ScimService
  try {
    service = await discover(client)
  } catch (error) {
    yield failure('service', openTrouble(error, settings.url))
    return
  }
  yield passed('service', `It answers and has the types ${service.types.map(type => type.name).join(', ')}.`)
  yield checkPatch(settings, service)
  let types: readonly SelectedType[]
  try {
    types = selectedTypes(service, context.types, settings)
  } catch (error) {
    yield failure('selection', error)
    return
  }
  yield passed('selection', 'It has every selected type and attribute.')
  for (const selected of types) yield* checkType({ client, settings, service }, selected)
}

async function checkName(host: string): Promise<Check> {
  if (isIP(host) !== 0) return passed('name resolution', `${host} is an address.`)
  try {
    const { address } = await lookup(host)
    return passed('name resolution', `${host} is ${address}.`)
  } catch (error) {
    return {
      name: 'name resolution',
      outcome: 'failed',
      message: `${host} has no address.`,
      problem: {
        code: 'source.unreachable',
        message: `The name ${host} cannot be resolved: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
        hint: 'Check the spelling of url, and the name servers of this machine.',
      },
    }
  }
}

function checkPatch({ patch }: ScimSettings, { canPatch }: ScimService): Check {
  if (canPatch || patch === 'always') return passed('PATCH', 'Changes go out value by value.')
  return {
    name: 'PATCH',
    outcome: 'warning',
    message: 'Changes go out by replacing whole resources.',
    problem: {
      code: 'run.configuration',
      message: patch === 'never' ? 'The setting patch says never.' : 'The service says that it knows no PATCH.',
      hint: 'A large group costs a whole transfer for every change. Set patch: always if the service can do more than it says.',
    },
  }
}

interface Way {
  readonly client: ScimClient
  readonly settings: ScimSettings
  readonly service: ScimService
}

async function* checkType(way: Way, { type, filter }: SelectedType): AsyncGenerator<Check> {
  const step = `read ${type.name}`
  const query = { count: '1', ...(filter && { filter }) }
  let sample: Json | undefined
  try {
    const { resource } = await way.client.ask({ method: 'GET', path: type.endpoint, query })
    sample = listAt(resource, 'Resources').find(isJson)
    const total = valueAt(resource, 'totalResults')
    yield sampled(way, type.name, { step, sample, total })
  } catch (error) {
    yield failure(step, readTrouble(error, `the resources of type ${type.name}`))
    return
  }
  yield await checkChanges(way, type, sample)
}

function sampled(
  { client, service, settings }: Way,
  typeName: string,
  { step, sample, total }: { readonly step: string; readonly sample: Json | undefined; readonly total: unknown },
): Check {
  const count = typeof total === 'number' ? String(total) : 'an unknown number of'
  const type = service.types.find(({ name }) => name === typeName)
  if (sample === undefined || type === undefined) return passed(step, `There are ${count} of them; none was shown.`)
  const dn = scimNames(client, service, settings.dn).nameOf(type, sample)
  if (dn !== undefined) return passed(step, `There are ${count} of them, such as ${dn}.`)
  return {
    name: step,
    outcome: 'warning',
    message: `The resource ${idOf(sample)} has no name.`,
    problem: {
      code: 'missing-dn',
      message: `It lacks the attribute that names it.`,
      hint: `Choose another attribute for ${typeName} in the setting dn.`,
    },
  }
}

/** Whether the service can be asked for what has changed. */
async function checkChanges(
  { client, service }: Way,
  { name, endpoint }: SelectedType['type'],
  sample: Json | undefined,
): Promise<Check> {
  const step = `changes of ${name}`
  const filter = `meta.lastModified ge ${quoted(new Date().toISOString())}`
  const warning = (message: string): Check => ({
    name: step,
    outcome: 'warning',
    message: 'Delta imports will not work.',
    problem: {
      code: 'run.configuration',
      message,
      hint: 'Use full imports: unchanged objects cost a read and no write.',
    },
  })
  if (!service.canFilter) return warning('The service says that it does not filter.')
  if (sample !== undefined && lastModified(sample) === undefined)
    return warning('Its resources do not say when they were changed.')
  try {
    await client.ask({ method: 'GET', path: endpoint, query: { filter, count: '1' } })
    return passed(step, 'It can be asked for what has changed.')
  } catch (error) {
    if (error instanceof ScimRefusal) return warning(`It refuses to filter by the time of change: ${error.message}`)
    return failure(step, readTrouble(error, `the changes of ${name}`))
  }
}

const passed = (name: string, message: string): Check => ({ name, outcome: 'passed', message })

function failure(name: string, error: unknown): Check {
  if (!(error instanceof ConnectorError)) throw error
  return { name, outcome: 'failed', message: error.problem.message, problem: error.problem }
}
