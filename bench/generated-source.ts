import { memorySource } from '../src/connectors/memory/index.js'
import type { DirectorySource } from './configuration.js'
import { objectAt, objectsOf } from './data.js'

/**
 * The same people and groups as slapd holds, made while they are read. Those that a benchmark is going to change are put in
 * for good, since finding a generated object is a walk over all of them.
 * @param kept numbers of objects as {@link objectAt} counts them
 */
export function generatedSource(name: string, people: number, kept: Iterable<number> = []): DirectorySource {
  const source = memorySource(name)
  source.reset()
  source.generate(objectsOf(people), i => objectAt(i, people))
  for (const i of kept) source.put(objectAt(i, people))
  return { connector: 'memory', settings: { source: name } }
}
