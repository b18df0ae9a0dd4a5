import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { type Problem, ProblemError } from '../../model/problem.js'
import type { Locate, Path } from '../place.js'
import { type ExtensionFiles, isInside } from './files.js'
import { inFolder } from './in-folder.js'
import { checkSpecifier, importedFile } from './link.js'
import { readModule } from './module-text.js'

export interface ReadFiles {
  readonly files: ExtensionFiles
  readonly problems: readonly Problem[]
}

/** A file that the document names, and where it does. */
export interface NamedFile {
  readonly file: string
  readonly where: NonNullable<Problem['where']>
}

/** Reads the modules that a document names, with all they import. Whatever stands outside the folder is refused. */
export async function readExtensionFiles(folder: string, named: readonly NamedFile[]): Promise<ReadFiles> {
  const files = new Map<string, string>()
  const problems: Problem[] = []
  const visit = async (file: string, from: Problem['where'] & object): Promise<void> => {
    if (files.has(file)) return
    try {
      const text = await readInside(folder, file, from)
      files.set(file, text)
      for (const each of readModule(file, text).imports) {
        checkSpecifier(each)
        await visit(importedFile(file, each.specifier), each.place)
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(error.problem)
    }
  }
  for (const { file, where } of named) await visit(path.posix.normalize(file), where)
  return { files, problems: problems.map(problem => inFolder(problem, folder, files)) }
}

/** The modules that a document names, as far as its form allows to say. */
export function namedExtensions(value: Readonly<Record<string, unknown>>, locate: Locate): NamedFile[] {
  const named: NamedFile[] = []
  const add = (holder: unknown, at: Path): void => {
    const written = (holder as { extension?: unknown } | null | undefined)?.extension
    const file = typeof written === 'string' ? written : (written as { file?: unknown } | null | undefined)?.file
    if (typeof file === 'string' && file !== '') named.push({ file, where: locate([...at, 'extension']) })
  }
  const { agents, metaverse } = value
  if (typeof agents === 'object') {
    for (const [name, agent] of Object.entries(agents ?? {})) add(agent, ['agents', name])
  }
  add(metaverse, ['metaverse'])
  return named
}

const FILE = /\.(?:ts|js)$/

async function readInside(folder: string, file: string, where: Problem['where'] & object): Promise<string> {
  const refuse = (message: string, hint: string) =>
    new ProblemError({ code: 'configuration.invalid', message, hint, where })
  if (!FILE.test(file)) throw refuse(`${file} is no TypeScript file`, 'Name a file that ends in .ts (or .js).')
  if (!isInside(file)) {
    throw refuse(`${file} is outside the configuration's folder`, 'Put it into the folder: ./rules.ts')
  }
  const [home, real] = await Promise.all([realpath(folder), realpath(path.join(folder, file)).catch(() => undefined)])
  if (real === undefined) throw refuse(`There is no file ${file}`, `Expected it at ${path.join(folder, file)}.`)
  if (!real.startsWith(home + path.sep)) {
    throw refuse(
      `${file} is a link that leads out of the configuration's folder`,
      'Put the file itself into the folder.',
    )
  }
  return readFile(real, 'utf8').catch(error => {
    throw refuse(`${file} cannot be read: ${(error as Error).message}`, 'Is it a file, and may it be read?')
  })
}
