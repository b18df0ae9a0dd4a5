import path from 'node:path'
import type { Problem } from '../../model/problem.js'
import type { ExtensionFiles } from './files.js'

/** A problem in a module, with a path that whoever reads it can open. */
export function inFolder(problem: Problem, folder: string, files: ExtensionFiles): Problem {
  const file = problem.where?.file
  return file !== undefined && files.has(file)
    ? { ...problem, where: { ...problem.where, file: path.join(folder, file) } }
    : problem
}
