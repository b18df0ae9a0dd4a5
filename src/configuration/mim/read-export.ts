import { ProblemError } from '../../model/problem.js'
import type { MimAgent, MimExport } from './model.js'
import { readAgent } from './read-agent.js'
import { readMetaverse } from './read-metaverse.js'
import { invalid } from './read-root.js'

/**
 * Reads a server export: `MV.XML` and an `MA-….XML` for each management agent. Other files are passed over.
 * @param files the folder's files by name
 * @throws ProblemError `configuration.syntax`, `configuration.invalid`, naming file, line and column
 */
export function readExport(files: ReadonlyMap<string, Uint8Array>, folder: string): MimExport {
  const names = [...files.keys()]
  const metaverse = names.find(name => name.toLowerCase() === 'mv.xml')
  if (metaverse === undefined) {
    const zip = names.some(name => /\.zip$/i.test(name))
    throw new ProblemError({
      code: 'configuration.invalid',
      message: `${folder} has no MV.XML`,
      hint: zip
        ? 'There is a zip archive: unpack it, and name the folder with MV.XML in it.'
        : 'Name the folder that Export Server Configuration of the Synchronization Service Manager wrote: MV.XML and MA-….XML.',
      where: { file: folder },
    })
  }
  const agents = names
    .filter(name => /^ma-.*\.xml$/i.test(name))
    .sort()
    .map(name => readAgent(bytesOf(files, name), name))
  refuseTwins(agents)
  return {
    metaverse: readMetaverse(bytesOf(files, metaverse), metaverse),
    agents: agents.sort((a, b) => (a.created === b.created ? 0 : a.created < b.created ? -1 : 1)),
  }
}

const bytesOf = (files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array =>
  files.get(name) ?? new Uint8Array()

function refuseTwins(agents: readonly MimAgent[]): void {
  for (const [i, agent] of agents.entries()) {
    const twin = agents.slice(0, i).find(other => other.id === agent.id || same(other.name, agent.name))
    if (twin === undefined) continue
    const what = twin.id === agent.id ? `the id ${agent.id}` : `the name ${agent.name}`
    const hint = 'Keep the newer of the two files: one export has each management agent once.'
    throw invalid(`${twin.place.file} has ${what}, too`, agent.place, hint)
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
