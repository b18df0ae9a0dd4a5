import type { Problem } from '../model/problem.js'
import type { CompiledAgentExtension, MetaverseExtension, Supervise } from '../rules/extension.js'

/** The rules in code that a document names, loaded. */
export interface LoadedExtensions {
  /** What is wrong with the modules themselves. Told together with what is wrong with the document. */
  readonly problems: readonly Problem[]
  /** Undefined when the agent names no module, or its module could not be loaded: the problems then say why. */
  agent(name: string): CompiledAgentExtension | undefined
  /** As of an agent. */
  readonly metaverse: MetaverseExtension | undefined
  /** Undefined when there is nothing to supervise. */
  readonly supervise: Supervise | undefined
}

/** For documents without rules in code. */
export const NO_EXTENSIONS: LoadedExtensions = {
  problems: [],
  agent: () => undefined,
  metaverse: undefined,
  supervise: undefined,
}
