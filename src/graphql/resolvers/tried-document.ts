import type { TriedDocument } from '../../service/tried-configuration.js'
import type { ConfigurationFileInput } from '../types/inputs.js'

/** A document that is tried, with the modules that came with it, or those in force. */
export const triedDocument = (
  text: string,
  files: readonly ConfigurationFileInput[] | null | undefined,
): TriedDocument => ({
  text,
  files: files == null ? undefined : new Map(files.map(({ path, content }) => [path, content])),
})
