import { types } from 'node:util'
import { ProblemError, type ProblemPlace } from '../../model/problem.js'
import type { AgentExtension, MetaverseExtension } from '../../rules/extension-api.js'
import { didYouMean } from '../../rules/nearest.js'
import { shown } from './results.js'

type Form = 'function' | 'functions'

const AGENT = {
  filter: 'function',
  joinMapping: 'functions',
  joinResolution: 'functions',
  projection: 'function',
  importFlow: 'functions',
  exportFlow: 'functions',
  deprovision: 'function',
} as const satisfies Record<keyof AgentExtension, Form>

const METAVERSE = { provision: 'function', shouldDelete: 'function' } as const satisfies Record<
  keyof MetaverseExtension,
  Form
>

/** @throws ProblemError `configuration.invalid` when a module's default export is no agent's extension */
export const agentRules = (file: string, exported: unknown): AgentExtension => check(file, exported, AGENT)

/** @throws ProblemError `configuration.invalid` when a module's default export is no extension of the metaverse */
export const metaverseRules = (file: string, exported: unknown): MetaverseExtension => check(file, exported, METAVERSE)

function check<T>(file: string, exported: unknown, forms: Readonly<Record<string, Form>>): T {
  const refuse = (message: string, hint: string | undefined) =>
    new ProblemError({
      code: 'configuration.invalid',
      message: `${file}: ${message}`,
      ...(hint !== undefined && { hint }),
      where: { file } satisfies ProblemPlace,
    })
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) {
    throw refuse('there is no default export with rules', `Write export default { ${Object.keys(forms)[0]}: … }.`)
  }
  const checkFunction = (name: string, value: unknown) => {
    if (types.isAsyncFunction(value) || types.isGeneratorFunction(value)) {
      throw refuse(`${name} is asynchronous or a generator`, 'Rules answer at once: leave async, await and * out.')
    }
    if (typeof value !== 'function') throw refuse(`${name} is ${shown(value)}, not a function`, undefined)
  }
  for (const [name, value] of Object.entries(exported)) {
    const form = Object.hasOwn(forms, name) ? forms[name] : undefined
    if (form === undefined)
      throw refuse(`${name} is nothing that can be extended here`, didYouMean(name, Object.keys(forms)))
    if (value === undefined) continue
    if (form === 'function') checkFunction(name, value)
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refuse(`${name} is ${shown(value)}, not an object of functions`, `Write ${name}: { name(…) { … } }.`)
    } else for (const [key, each] of Object.entries(value)) checkFunction(`${name}.${key}`, each)
  }
  return exported as T
}
