// The graph's types need it before the first of them is loaded.
import 'reflect-metadata'
import type { GraphServer, ServeOptions } from '../graphql/server.js'
import { ProblemError } from '../model/problem.js'
import type { Hub } from '../service/hub.js'

/** The address to serve on cannot be had. */
export class AddressError extends ProblemError {}

/** The graph, with the address that queries are sent to. @throws AddressError with the remedy */
export async function serveGraph(hub: Hub, options: ServeOptions): Promise<GraphServer> {
  // Loaded by those who serve alone: building the graph's types takes longer than most commands.
  const { serveGraphql } = await import('../graphql/server.js')
  try {
    const { url, close } = await serveGraphql(hub, options)
    return { url: `${url}/graphql`, close }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'request.invalid') throw error
    const hint = 'Choose another with --port (0 for any free one) or --host, or end the program that has it.'
    throw new AddressError({ ...error.problem, hint }, { cause: error })
  }
}
