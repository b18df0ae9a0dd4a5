import { resolve } from 'node:path'
import type { FileSettings } from './settings.js'

/** The files of an agent, as absolute paths. */
export interface FilePaths {
  readonly main: string
  readonly delta: string | undefined
}

export const pathsOf = ({ path, deltaPath }: FileSettings, folder: string): FilePaths => ({
  main: resolve(folder, path),
  delta: deltaPath === undefined ? undefined : resolve(folder, deltaPath),
})
