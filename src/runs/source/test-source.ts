import { type Check, ConnectorError, type Session } from '../../connectors/connector.js'
import { type Problem, ProblemError } from '../../model/problem.js'
import { Stopped } from '../../model/stopped.js'
import type { Database } from '../../storage/database.js'
import { type OpenableAgent, type Opening, openableAgent } from './open-agent.js'

/** How many objects are looked at for one of each selected type. */
const LOOKED_AT = 1_000
const PAGE = 100

/**
 * Looks at the way to an agent's source step by step: the configuration, then whatever its connector tests by itself; where it tests
 * nothing, the source is opened, discovered and begun to be read. Nothing is thrown: what goes wrong is a check that failed.
 */
export async function* testSource(database: Database, agent: number, opening: Opening): AsyncGenerator<Check> {
  let openable: OpenableAgent
  try {
    openable = await openableAgent(database, agent, opening)
  } catch (error) {
    yield failed('configuration', error)
    return
  }
  const { connector, settings } = openable.agent
  yield passed(
    'configuration',
    `The settings are what the connector ${connector.name} needs, and every secret is there.`,
  )
  const checks = connector.test?.(settings, openable.context) ?? genericChecks(openable)
  try {
    yield* checks
  } catch (error) {
    yield failed('test', error)
  }
}

async function* genericChecks({ agent, context }: OpenableAgent): AsyncGenerator<Check> {
  let session: Session
  try {
    session = await agent.connector.open(agent.settings, context)
  } catch (error) {
    yield failed('open', error)
    return
  }
  await using open = session
  yield passed('open', 'The source can be opened.')
  try {
    if (open.discover !== undefined) yield checkSchema(context, await open.discover())
  } catch (error) {
    yield failed('schema', error)
  }
  yield* checkReading(open, context)
}

function checkSchema(
  { types }: OpenableAgent['context'],
  found: Awaited<ReturnType<NonNullable<Session['discover']>>>,
): Check {
  const lacking = types.flatMap(({ name, attributes }) => {
    const type = found.find(one => one.name.toLowerCase() === name.toLowerCase())
    if (type === undefined) return [name]
    const names = new Set(type.attributes.map(one => one.name.toLowerCase()))
    return attributes.filter(one => !names.has(one.name.toLowerCase())).map(one => `${name}.${one.name}`)
  })
  if (lacking.length === 0) return passed('schema', 'The source has every selected type and attribute.')
  const message = `Selected, but not seen in the source: ${lacking.slice(0, 10).join(', ')}${lacking.length > 10 ? ', …' : ''}.`
  const hint = 'Check the spelling. Where the schema is inferred from the objects, none may have a value yet.'
  return { name: 'schema', outcome: 'warning', message, problem: { code: 'run.configuration', message, hint } }
}

/** Begins to read until an object of each selected type was seen. */
async function* checkReading(session: Session, { types, signal }: OpenableAgent['context']): AsyncGenerator<Check> {
  const samples = new Map<string, string>()
  let looked = 0
  let isWhole = false
  try {
    for await (const { deltas, problems = [], end } of session.read({ mode: 'full', pageSize: PAGE, signal })) {
      for (const delta of deltas) {
        const type = delta.objectType ?? ''
        if (!samples.has(type)) samples.set(type, delta.dn)
      }
      looked += deltas.length
      const [problem] = problems
      if (problem !== undefined) yield warning('objects', `An object cannot be read: ${problem.message}`, problem)
      isWhole = end !== undefined
      if (looked >= LOOKED_AT || types.every(({ name }) => samples.has(name))) break
    }
  } catch (error) {
    yield failed('read', error)
    return
  }
  yield passed(
    'read',
    isWhole ? `It was read to its end: ${looked} objects.` : `It can be read; ${looked} objects were looked at.`,
  )
  for (const { name } of types) {
    const dn = samples.get(name)
    if (dn !== undefined) yield passed(`sample ${name}`, dn)
    else {
      const message = `None of the first ${looked} objects is a ${name}.`
      const hint = 'That may be so; else check the type, the filter, and what the account may see.'
      yield warning(`sample ${name}`, message, { code: 'source.empty', message, hint })
    }
  }
}

const passed = (name: string, message: string): Check => ({ name, outcome: 'passed', message })
const warning = (name: string, message: string, problem: Problem): Check => ({
  name,
  outcome: 'warning',
  message,
  problem,
})

/** @throws what nobody foresaw */
function failed(name: string, error: unknown): Check {
  const isExpected = error instanceof ConnectorError || error instanceof Stopped || error instanceof ProblemError
  if (!isExpected) throw error
  return { name, outcome: 'failed', message: error.problem.message, problem: error.problem }
}
