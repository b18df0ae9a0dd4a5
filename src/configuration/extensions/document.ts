import type { z } from 'zod'
import type { AgentDocument, HubDocument } from '../document.js'
import type { extensionSchema } from './extension-key.js'

const DEFAULT_SECONDS = 1

export interface ExtensionDocument {
  readonly file: string
  /** Seconds. */
  readonly timeLimit: number
}

const longForm = (written: z.infer<typeof extensionSchema> | undefined): ExtensionDocument | undefined =>
  written === undefined
    ? undefined
    : typeof written === 'string'
      ? { file: written, timeLimit: DEFAULT_SECONDS }
      : { file: written.file, timeLimit: written.timeLimit ?? DEFAULT_SECONDS }

export const agentExtensionOf = (agent: AgentDocument): ExtensionDocument | undefined => longForm(agent.extension)

export const metaverseExtensionOf = (document: HubDocument): ExtensionDocument | undefined =>
  longForm(document.metaverse?.extension)
