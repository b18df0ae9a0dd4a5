import { z } from 'zod'
import type { Capabilities } from '../connector.js'

/** What a program can do, in the words of the settings and of the protocol. */
export const ABILITIES = {
  'full-import': 'fullImport',
  'delta-import': 'deltaImport',
  export: 'export',
  rename: 'rename',
  'value-changes': 'valueChanges',
  discovery: 'discovery',
  watch: 'watch',
  passwords: 'passwords',
} as const satisfies Record<string, keyof Capabilities>

export type Ability = keyof typeof ABILITIES
const WORDS = Object.keys(ABILITIES) as [Ability, ...Ability[]]

const seconds = (longest: number) => z.number().positive().max(longest)

export const commandSettings = z
  .strictObject({
    command: z
      .array(z.string().min(1))
      .min(1)
      .refine(parts => !parts.some(part => /\$\{(env|file):/.test(part)), {
        error: 'Everybody on the machine can read a command line: give secrets in settings or environment.',
      })
      .describe(
        'The program and its arguments, one by one; no shell reads them. A program with a slash in it starts at the folder of the configuration, any other is looked for in PATH.',
      ),
    capabilities: z
      .array(z.enum(WORDS))
      .min(1)
      .describe('What the hub may ask of the program. The program must say the same of itself when it starts.'),
    settings: z
      .record(z.string(), z.unknown())
      .default({})
      .describe("The program's own settings, which it gets in the first message; references to secrets are resolved."),
    environment: z
      .record(z.string().regex(/^[^=\0]+$/), z.string())
      .default({})
      .describe(
        'Environment variables of the program, beside PATH, HOME, the language, time zone and temporary folder.',
      ),
    startTimeLimit: seconds(3_600).default(30).describe('How many seconds the program may take to say what it can do.'),
    silenceTimeLimit: seconds(86_400)
      .default(300)
      .describe('How many seconds the program may say nothing while it is asked for something.'),
    stopTimeLimit: seconds(600)
      .default(5)
      .describe('How many seconds the program may take to end by itself; then it is ended, with all that it started.'),
    maxMessageMegabytes: z.int().min(1).max(512).default(64).describe('The longest message that the program may send.'),
  })
  .refine(({ capabilities }) => capabilities.includes('export') || !capabilities.some(isWriting), {
    error: 'rename and value-changes are kinds of export: name export, too.',
    path: ['capabilities'],
  })

const isWriting = (ability: Ability): boolean => ability === 'rename' || ability === 'value-changes'

export type CommandSettings = z.infer<typeof commandSettings>

/** The capabilities that a list of words stands for; words that are none are passed over. */
export function capabilitiesFrom(words: readonly unknown[]): Capabilities {
  const named = Object.entries(ABILITIES).map(([word, ability]) => [ability, words.includes(word)])
  return Object.fromEntries(named) as unknown as Capabilities
}

/** What the settings, as written, let the hub ask. */
export function declaredCapabilities(settings: unknown): Capabilities {
  const declared =
    typeof settings === 'object' && settings !== null && 'capabilities' in settings ? settings.capabilities : undefined
  return capabilitiesFrom(Array.isArray(declared) ? declared : WORDS)
}
