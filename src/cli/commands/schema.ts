// The graph's types need it before the first of them is loaded.
import 'reflect-metadata'
import { resolve } from 'node:path'
import { openConfiguration } from '../../configuration/check.js'
import type { CommandDefinition } from '../command.js'

export const schemaCommand: CommandDefinition = {
  usage: 'schema [path]',
  summary: 'print the graph of a configuration',
  description:
    'Prints the whole graph of hub.yaml, or of a folder of YAML files, in GraphQL’s own language, the types of its metaverse included: what generators of clients read. Needs no database.',
  options: [{ flags: '--json', description: 'one JSON object with the text as `schema`' }],
  examples: [
    ['hub schema > hub.graphql', 'the graph of ./hub.yaml'],
    ['hub schema | diff schema/hub.graphql -', 'in CI: see whether applications have to be generated anew'],
  ],
  async action({ screen, settings }, [path]) {
    const checked = await openConfiguration(path === undefined ? settings.configuration : resolve(path))
    // Building the graph's types takes longer than most commands.
    const { printConfiguredGraph } = await import('../../graphql/print-graph.js')
    const schema = await printConfiguredGraph(checked)
    if (screen.json) screen.object({ schema })
    else screen.print(schema)
    return 'good'
  },
}
