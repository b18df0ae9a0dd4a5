import { printSchema } from 'graphql'
import { buildGraph } from './graph.js'

/** The text of schema/hub.graphql. */
export const printGraph = async (): Promise<string> => `${printSchema(await buildGraph())}\n`
