/** The client of the graph: `import { createClient } from 'identity-hub/client'`. docs/client.md shows it at work. */
export { type Client, createClient, type ExportOptions, type RequestOptions } from './client.js'
export type { ClientOptions } from './connection.js'
export type { Document } from './document.js'
export type { Page } from './each.js'
export * from './generated/graphql.js'
export { type GraphError, type GraphProblem, HubError, withoutProblems } from './hub-error.js'
export type { SubscribeOptions } from './subscribe.js'
