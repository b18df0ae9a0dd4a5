import { join, relative } from 'node:path'
import { ensureAdministratorKey } from '../../access/ensure-administrator.js'
import type { ServeOptions } from '../../graphql/server.js'
import { ProblemError } from '../../model/problem.js'
import { agents } from '../../service/agents.js'
import { applyConfiguration } from '../../service/configuration.js'
import { checkedDocument } from '../checked-document.js'
import type { CommandDefinition, Context } from '../command.js'
import { copyExample } from '../example/copy-example.js'
import { howToGoOn } from '../example/how-to-go-on.js'
import { runExample } from '../example/run-example.js'
import { type ExampleSummary, summarize } from '../example/summary.js'
import type { Exit } from '../exit-codes.js'
import type { OpenedHub } from '../open-hub.js'
import { exitOfStatus } from '../run/words.js'
import { serveGraph } from '../serve-graph.js'
import { withHub } from '../with-hub.js'
import { ADDRESS_OPTIONS } from './serve.js'

export const exampleCommand: CommandDefinition = {
  usage: 'example',
  summary: 'run the Contoso example, and serve its graph',
  description:
    'Copies the example below the data folder, puts its configuration in force, reads an HR file and two directories, joins them, writes the portal’s directory, and serves the graph until Ctrl-C. Doing it again goes on with the same data.',
  options: [
    { flags: '--once', description: 'end when the portal is written' },
    { flags: '--json', description: 'the counts as one JSON object in the last line; implies --once' },
    ...ADDRESS_OPTIONS,
  ],
  examples: [
    ['hub example', 'try the hub'],
    ['hub example --once --json | tail -n 1', 'the counts for a script'],
  ],
  action(context, _, { once, json, port, host }) {
    const started = performance.now()
    const configuration = join(context.settings.data, 'example', 'hub.yaml')
    const settings = { ...context.settings, configuration, configurationNamed: false }
    const stay = once !== true && json !== true
    return withHub({ ...context, settings }, { worker: true }, async opened => {
      const own = { ...context, settings }
      if (!stay) return await perform(own, opened, started)
      return await performAndServe(own, opened, { started, address: { port: Number(port), host: String(host) } })
    })
  },
}

/** Serves from the beginning: who wants to may watch the runs. */
async function performAndServe(
  context: Context,
  opened: OpenedHub,
  { started, address }: { readonly started: number; readonly address: ServeOptions },
): Promise<Exit> {
  const graph = await serveGraph(opened.hub, address)
  try {
    const exit = await perform(context, opened, started)
    if (context.interruption.signal.aborted) return exit
    const key = await ensureAdministratorKey(opened.hub.database)
    for (const line of howToGoOn({ url: graph.url, key, settings: context.settings })) context.screen.line(line)
    await context.interruption.wished
    context.screen.line('\nEnding.')
    return exit
  } finally {
    await graph.close()
  }
}

async function perform(context: Context, opened: OpenedHub, started: number): Promise<Exit> {
  const { screen, settings, interruption } = context
  await prepare(context, opened)
  const { statuses, unchanged } = await runExample(opened, screen, interruption.signal)
  const summary = await summarize(opened, started)
  for (const line of summaryLines(
    summary,
    unchanged,
    relative('.', join(settings.data, 'example', 'out', 'portal.ldif')),
  ))
    screen.line(line)
  if (screen.json) screen.object(summary)
  if (interruption.signal.aborted) return 'interrupted'
  const exits = statuses.map(exitOfStatus)
  return exits.find(exit => exit === 'stopped') ?? exits.find(exit => exit !== 'good') ?? 'good'
}

async function prepare({ screen, settings }: Context, opened: OpenedHub): Promise<void> {
  const { hub, actor } = opened
  const folder = join(settings.data, 'example')
  const fresh = await copyExample(folder)
  screen.line(
    fresh ? `The example is in ${relative('.', folder)}.` : `Going on with the example in ${relative('.', folder)}.`,
  )
  await refuseOtherConfiguration(opened)
  const { version, applied } = await applyConfiguration(hub, actor, {
    document: await checkedDocument(settings.configuration, screen),
  })
  screen.line(
    applied
      ? `Its configuration is in force as version ${version}.`
      : `Its configuration is in force already (version ${version}).`,
  )
}

// The example must not push aside a hub that somebody works with.
async function refuseOtherConfiguration({ hub, actor }: OpenedHub): Promise<void> {
  const { rows } = await agents(hub, actor, { limit: 100, backwards: false })
  const strangers = rows
    .map(agent => agent.name)
    .filter(name => !['hr', 'contoso', 'fabrikam', 'portal'].includes(name))
  if (strangers.length === 0) return
  throw new ProblemError({
    code: 'configuration.conflict',
    message: `This database has another configuration in force, with the agents ${strangers.join(', ')}`,
    hint: 'Give the example a data folder of its own: hub example --data .hub-example. With DATABASE_URL: a database of its own.',
  })
}

function summaryLines(summary: ExampleSummary, unchanged: boolean, portal: string): string[] {
  const count = (number: number) => number.toLocaleString('en')
  return [
    ...(unchanged ? ['Nothing has changed since the last time.'] : []),
    '',
    `${count(summary.people)} people and ${count(summary.groups)} groups in the metaverse, from ${summary.agents - 1} sources`,
    `  ${count(summary.projected)} objects projected, ${count(summary.joined)} more entries joined to them`,
    `  ${count(summary.exported)} changes written to the portal so far: ${portal}`,
    `  ${count(summary.problems)} problems, ${summary.seconds} seconds`,
  ]
}
