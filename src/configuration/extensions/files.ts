import { createHash } from 'node:crypto'

/**
 * The TypeScript files of a configuration: path, relative to the configuration's folder and with slashes, to text. They are stored
 * with the configuration's version, so that every process runs the same code.
 */
export type ExtensionFiles = ReadonlyMap<string, string>

export const NO_FILES: ExtensionFiles = new Map()

/** Tells contents apart. */
export const fileDigest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** One text that is equal exactly when paths and contents are. */
export const filesText = (files: ExtensionFiles): string =>
  [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${path}\0${fileDigest(text)}\n`)
    .join('')

/** Whether a path is a TypeScript or JavaScript file within the folder, in its normal form. */
export const isInside = (file: string): boolean =>
  /\.(?:ts|js)$/.test(file) &&
  !file.includes('\\') &&
  !file.split('/').some(part => part === '' || part === '.' || part === '..')
