import path from 'node:path'
import { ProblemError } from '../../model/problem.js'
import { didYouMean } from '../../rules/nearest.js'
import { problemOfError } from './author-error.js'
import type { ExtensionFiles } from './files.js'
import type { Import } from './module-statements.js'
import { compileModule, type ModuleText, readModule } from './module-text.js'
import type { Sandbox } from './sandbox.js'
import { syntaxProblem } from './syntax-place.js'

type Exports = ReadonlyMap<string, unknown>

/** How long a module's own statements may take. */
const LOADING_MILLISECONDS = 1_000

/** Answers the exports of a configuration's modules; each runs once. */
export type Modules = (file: string) => Exports

/** @throws ProblemError `configuration.syntax`, `configuration.invalid` with the place */
export function linkModules(files: ExtensionFiles, sandbox: Sandbox): Modules {
  const held = new Map<string, Exports | 'loading'>()
  const load = (file: string, from?: Import): Exports => {
    const known = held.get(file)
    if (known === 'loading') throw cycle(file, from)
    if (known !== undefined) return known
    const text = files.get(file)
    if (text === undefined) throw new ProblemError(missing(file))
    held.set(file, 'loading')
    const module = readModule(file, text)
    const exports = run(module, imported(module, load), sandbox, files)
    held.set(file, exports)
    return exports
  }
  return file => load(file)
}

/** The path of an imported file, from the configuration's folder. */
export const importedFile = (from: string, specifier: string): string =>
  path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))

/** A module and everything that it imports, as far as it is there. */
export function filesOf(file: string, files: ExtensionFiles, found = new Set<string>()): ReadonlySet<string> {
  const name = path.posix.normalize(file)
  const text = files.get(name)
  if (text === undefined || found.has(name)) return found
  found.add(name)
  for (const { specifier } of readModule(name, text).imports) filesOf(importedFile(name, specifier), files, found)
  return found
}

/** Refuses packages and what Node has: rules work with what they are given. */
export function checkSpecifier({ specifier, place }: Import): void {
  if (/^\.\.?\//.test(specifier)) return
  const what = specifier.startsWith('node:') ? `${specifier} is part of Node` : `${specifier} is a package`
  throw syntaxProblem(
    place,
    `${what}: rules import files of the configuration's folder only`,
    specifier === 'identity-hub/extension'
      ? "It has types only: write import type { … } from 'identity-hub/extension'."
      : "Import './file.ts', or copy what you need into the folder.",
  )
}

function imported({ file, imports }: ModuleText, load: (file: string, from: Import) => Exports): unknown[] {
  return imports.flatMap(each => {
    checkSpecifier(each)
    const exports = load(importedFile(file, each.specifier), each)
    return each.names.map(({ name }) => {
      if (name === '*') return Object.freeze(Object.fromEntries(exports))
      if (exports.has(name)) return exports.get(name)
      const hint = nearestExport(name, [...exports.keys()])
      throw syntaxProblem(each.place, `${each.specifier} has no export ${name}`, hint)
    })
  })
}

const nearestExport = (name: string, names: readonly string[]): string =>
  didYouMean(name, names) ?? (names.length === 0 ? 'It exports nothing.' : 'Look at what it exports.')

function run(module: ModuleText, values: readonly unknown[], sandbox: Sandbox, files: ExtensionFiles): Exports {
  const holder: { d?: unknown } = {}
  const body = compileModule(module, sandbox.context)
  try {
    const found = sandbox.limited(() => {
      const named = body.apply(holder, [...values])
      return Object.entries(named).map(([name, value]) => [name, value()] as const)
    }, LOADING_MILLISECONDS)
    return new Map('d' in holder ? [...found, ['default', holder.d] as const] : found)
  } catch (error) {
    const { message, place } = problemOfError(error, files)
    throw new ProblemError(
      {
        code: 'configuration.invalid',
        message: `${module.file} fails when it is loaded: ${message}`,
        hint: 'Correct the statements that stand outside functions.',
        where: place ?? { file: module.file },
      },
      { cause: error },
    )
  }
}

const missing = (file: string) => ({
  code: 'configuration.invalid' as const,
  message: `The configuration has no file ${file}`,
  hint: 'Give the file along with the document: hub plan and hub apply read it from the folder of the configuration.',
  where: { file },
})

const cycle = (file: string, from: Import | undefined) =>
  syntaxProblem(
    from?.place ?? { file, line: 1, column: 1 },
    `${file} imports itself, by way of others`,
    'Put what both need into a third file.',
  )
