import { z } from 'zod'
import { ATTRIBUTE_TYPES } from '../../model/value.js'

/** The version of the messages. A program that speaks another cannot be used. */
export const PROTOCOL = 1

const id = z.int()
const problem = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })

const hello = z.object({
  type: z.literal('hello'),
  protocol: z.int(),
  capabilities: z.array(z.string()),
  name: z.string().optional(),
  version: z.string().optional(),
  /** Whether it answers `test`. */
  test: z.boolean().optional(),
})
const page = z.object({
  type: z.literal('page'),
  id,
  deltas: z.array(z.unknown()).default([]),
  problems: z.array(problem.extend({ dn: z.string().optional(), anchor: z.string().optional() })).default([]),
  filtered: z.int().min(0).default(0),
  gone: z.array(z.string()).optional(),
  present: z.array(z.string()).optional(),
})
const result = z.object({
  type: z.literal('result'),
  id,
  ok: z.boolean(),
  anchor: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
  attribute: z.string().optional(),
})
const check = z.object({
  type: z.literal('check'),
  id,
  name: z.string().min(1),
  outcome: z.enum(['passed', 'warning', 'failed']),
  message: z.string().min(1),
  problem: problem.optional(),
})
const discovered = z.object({
  name: z.string().min(1),
  attributes: z.array(
    z.object({ name: z.string().min(1), type: z.enum(ATTRIBUTE_TYPES), multivalued: z.boolean().default(false) }),
  ),
})
const done = z.object({
  type: z.literal('done'),
  id,
  watermark: z.string().optional(),
  listed: z.boolean().optional(),
  types: z.array(discovered).optional(),
  ok: z.boolean().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional(),
})
const error = problem.extend({ type: z.literal('error'), id: id.optional() })
const log = z.object({ type: z.literal('log'), level: z.string().default('info'), message: z.string() })

/** Everything that a program may say. Keys that are not known are passed over, so that later versions can add some. */
export const answerSchema = z.discriminatedUnion('type', [
  hello,
  page,
  result,
  check,
  z.object({ type: z.literal('changed'), id }),
  done,
  error,
  log,
  z.object({ type: z.literal('alive') }),
])

export type Answer = z.infer<typeof answerSchema>
export type Hello = z.infer<typeof hello>
export type ProgramPage = z.infer<typeof page>
export type ProgramResult = z.infer<typeof result>
export type ProgramError = z.infer<typeof error>
export type Done = z.infer<typeof done>
/** An answer to a request. */
export type Reply = Extract<Answer, { id: number }>
