import type { z } from 'zod'
import { type Problem, ProblemError } from '../model/problem.js'
import type { Locate, Path } from './place.js'
import { schemasAt } from './schema-keys.js'

/** Where `${env:NAME}` and `${file:path}` are looked up. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads a text file; a final line end is left out of the secret. */
  readonly readFile: (path: string) => Promise<string>
}

const REFERENCE = /\$\{([^}]*)\}/g
const KNOWN_REFERENCE = /^(env|file):(.+)$/

/** Whether a text has a reference, whose value is only known when a connection is opened. */
export const hasReference = (value: unknown): boolean => typeof value === 'string' && /\$\{[^}]*\}/.test(value)

/**
 * Settings with every reference replaced by its secret. For opening a connection only: the result is never stored,
 * logged or answered.
 * @throws ProblemError `configuration.secret` that names the agent and the setting
 */
export async function resolveSecrets(
  agent: string,
  settings: Readonly<Record<string, unknown>>,
  sources: SecretSources,
): Promise<Record<string, unknown>> {
  const resolve = async (value: unknown, path: Path): Promise<unknown> => {
    if (typeof value === 'string') return resolveText(value, { agent, path, sources })
    if (Array.isArray(value)) return Promise.all(value.map((item, i) => resolve(item, [...path, i])))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(
      async ([key, item]) => [key, await resolve(item, [...path, key])] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
  }
  return (await resolve(settings, [])) as Record<string, unknown>
}

interface Surroundings {
  readonly agent: string
  readonly path: Path
  readonly sources: SecretSources
}

async function resolveText(text: string, around: Surroundings): Promise<string> {
  let resolved = ''
  let end = 0
  for (const match of text.matchAll(REFERENCE)) {
    resolved += text.slice(end, match.index) + (await secretOf(match[1] ?? '', around))
    end = match.index + match[0].length
  }
  return resolved + text.slice(end)
}

async function secretOf(reference: string, { agent, path, sources }: Surroundings): Promise<string> {
  const [, kind, name = ''] = KNOWN_REFERENCE.exec(reference) ?? []
  const setting = path.join('.')
  const missing = (message: string, hint: string, cause?: unknown) =>
    new ProblemError(
      { code: 'configuration.secret', message, hint, where: { agent, path: `agents.${agent}.settings.${setting}` } },
      { cause },
    )
  if (kind === undefined) {
    throw missing(`\${${reference}} in ${setting} is no reference that the hub knows`, KNOWN_FORMS)
  }
  if (kind === 'env') {
    const value = sources.env[name]
    if (value) return value
    throw missing(`The environment variable ${name} for ${setting} is not set`, `Set ${name} where the hub runs.`)
  }
  try {
    const value = (await sources.readFile(name)).replace(/\r?\n$/, '')
    if (value !== '') return value
  } catch (error) {
    throw missing(
      `The file ${name} for ${setting} cannot be read`,
      'Create it, readable for the account that the hub runs as.',
      error,
    )
  }
  throw missing(`The file ${name} for ${setting} is empty`, 'Write the secret into it, and nothing else.')
}

const KNOWN_FORMS = 'Write ${' + 'env:NAME} or ${' + 'file:path}.'
/** Whether a setting of this name holds a secret, whatever its connector says. */
export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key)

const SECRET_KEY = /(password|passphrase|secret|token|apikey|privatekey)$/i
const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/:@\s]*:([^@/\s]+)@/i

export interface SettingsContext {
  /** The settings' place in the document. */
  readonly at: Path
  readonly schema: z.ZodType | undefined
  readonly locate: Locate
}

/** Plain secrets and unknown references in settings: a document that is stored and shown must hold neither. */
export function secretProblems(settings: unknown, context: SettingsContext, path: Path = []): Problem[] {
  if (typeof settings === 'string') return textProblems(settings, context, path)
  if (typeof settings === 'number') return isSecret(context, path) ? [plainSecret(context, path)] : []
  if (typeof settings !== 'object' || settings === null) return []
  return Object.entries(settings).flatMap(([key, value]) =>
    secretProblems(value, context, [...path, Array.isArray(settings) ? Number(key) : key]),
  )
}

function textProblems(text: string, context: SettingsContext, path: Path): Problem[] {
  const problems: Problem[] = [...text.matchAll(REFERENCE)]
    .filter(match => !KNOWN_REFERENCE.test(match[1] ?? ''))
    .map(match => ({
      code: 'configuration.secret',
      message: `${match[0]} is no reference that the hub knows`,
      hint: KNOWN_FORMS,
      where: context.locate([...context.at, ...path], 'value', match.index),
    }))
  const rest = text.replace(REFERENCE, '')
  const inUrl = URL_WITH_PASSWORD.exec(text)?.[1]
  const plain = isSecret(context, path) ? rest !== '' : inUrl !== undefined && !hasReference(inUrl)
  return plain ? [...problems, plainSecret(context, path)] : problems
}

function plainSecret(context: SettingsContext, path: Path): Problem {
  const variable = [context.at[1] ?? '', path.at(-1) ?? ''].join('_').replace(/\W/g, '_').toUpperCase()
  return {
    code: 'configuration.secret',
    message: `${path.join('.')} holds a secret in plain text`,
    hint: `Write \${env:${variable}} or \${file:path}; the document is stored and shown.`,
    where: context.locate([...context.at, ...path]),
  }
}

function isSecret(context: SettingsContext, path: Path): boolean {
  const key = path.findLast(step => typeof step === 'string') ?? ''
  if (isSecretKey(String(key))) return true
  if (!context.schema) return false
  return schemasAt(context.schema, path).some(each => each.meta()?.secret === true) || markedAbove(context.schema, path)
}

// `.meta()` may be set on a wrapper (optional, default) that schemasAt takes off.
function markedAbove(schema: z.ZodType, path: Path): boolean {
  const key = path.at(-1)
  if (typeof key !== 'string') return false
  return schemasAt(schema, path.slice(0, -1)).some(parent => {
    const shape = (parent.def as unknown as { shape?: Readonly<Record<string, z.ZodType>> }).shape
    return shape?.[key]?.meta()?.secret === true
  })
}
