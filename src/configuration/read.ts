import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Problem, ProblemError } from '../model/problem.js'
import { type ExtensionFiles, NO_FILES } from './extensions/files.js'
import { namedExtensions, readExtensionFiles } from './extensions/read-files.js'
import type { Locate } from './place.js'
import { parseSourceFile, type SourceFile } from './source-file.js'

/** Configuration files as they were read, not yet checked. */
export interface ReadConfiguration {
  /** Relative paths in settings start here. */
  readonly folder: string
  /** The files' mappings merged into one; as far as it could be read. */
  readonly value: Readonly<Record<string, unknown>>
  readonly problems: readonly Problem[]
  readonly locate: Locate
  /** The modules that the document names, with what they import. */
  readonly files: ExtensionFiles
}

/**
 * Reads `hub.yaml`, or every *.yaml of a folder merged into one document.
 * @throws ProblemError `configuration.syntax` when there is nothing to read
 */
export async function readConfiguration(location: string): Promise<ReadConfiguration> {
  const info = await stat(location).catch(() => undefined)
  if (!info) throw nothing(location, 'does not exist', 'Name a hub.yaml or a folder of *.yaml files.')
  if (!info.isDirectory()) return readFiles(path.dirname(location), [location])
  const names = (await readdir(location)).filter(name => /\.ya?ml$/i.test(name) && !name.startsWith('.'))
  if (names.length === 0) throw nothing(location, 'holds no *.yaml file', 'Put a hub.yaml into it.')
  return readFiles(
    location,
    names.sort(byImportance).map(name => path.join(location, name)),
  )
}

/** Reads a document from a text, as an API hands it over. */
export function readText(text: string, file = 'hub.yaml', files: ExtensionFiles = NO_FILES): ReadConfiguration {
  return { ...merge('.', [parseSourceFile(file, text)]), files }
}

async function readFiles(folder: string, files: readonly string[]): Promise<ReadConfiguration> {
  const sources = await Promise.all(files.map(async file => parseSourceFile(file, await readFile(file, 'utf8'))))
  const read = merge(folder, sources)
  const extensions = await readExtensionFiles(folder, namedExtensions(read.value, read.locate))
  return { ...read, problems: [...read.problems, ...extensions.problems], files: extensions.files }
}

const isMain = (name: string): boolean => /^hub\.ya?ml$/i.test(name)
// The order of files is the order of agents, and so the default precedence.
const byImportance = (a: string, b: string): number => Number(isMain(b)) - Number(isMain(a)) || (a < b ? -1 : 1)

const nothing = (location: string, what: string, hint: string) =>
  new ProblemError({ code: 'configuration.syntax', message: `${location} ${what}`, hint, where: { file: location } })

/** Top-level mappings whose entries may stand in several files; below them, of two keys of one name one is an error. */
const MERGED: Readonly<Record<string, number>> = { metaverse: 2, agents: 1, precedence: 2, schedules: 1, farms: 1 }

function merge(folder: string, sources: readonly SourceFile[]): Omit<ReadConfiguration, 'files'> {
  const problems = sources.flatMap(source => source.problems)
  const value: Record<string, unknown> = {}
  for (const source of sources) {
    for (const [key, part] of Object.entries(source.value ?? {})) {
      mergeEntry(value, [key], part, { source, problems, sources })
    }
  }
  return { folder, value, problems, locate: locateIn(sources) }
}

interface Merging {
  readonly source: SourceFile
  readonly sources: readonly SourceFile[]
  readonly problems: Problem[]
}

function mergeEntry(into: Record<string, unknown>, at: readonly string[], part: unknown, merging: Merging): void {
  const key = at.at(-1) ?? ''
  const held = into[key]
  if (held === undefined || (at.length === 1 && key === 'version' && held === part)) {
    into[key] = isMapping(part) ? { ...part } : part
    return
  }
  if (at.length <= (MERGED[at[0] ?? ''] ?? 0) && isMapping(held) && isMapping(part)) {
    for (const [name, value] of Object.entries(part)) mergeEntry(held, [...at, name], value, merging)
    return
  }
  const other = merging.sources.find(each => each !== merging.source && each.depthOf(at) === at.length)
  merging.problems.push({
    code: 'configuration.conflict',
    message: `${at.join('.')} is given in two files`,
    hint: `Keep one: the other is in ${other?.file ?? 'another file'}.`,
    where: merging.source.locate(at, 'key'),
  })
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function locateIn(sources: readonly SourceFile[]): Locate {
  return (at, part, offset) => {
    const depths = sources.map(source => source.depthOf(at))
    const best = sources[depths.indexOf(Math.max(...depths))]
    return best ? best.locate(at, part, offset) : {}
  }
}
