import { ProblemError } from '../../model/problem.js'
import type { Question, Template } from './templates.js'

export type Answers = ReadonlyMap<string, string>

/** What would end the text that an answer is put into. */
const UNSAFE = /["'\\{}]|\p{Cc}/u

/**
 * A template with its answers in place.
 * @throws ProblemError `request.invalid` that names an answer which is missing or of another form
 */
export function fillIn(template: Template, text: string, answers: Answers): string {
  const values = new Map(template.questions.map(question => [question.name, answerTo(question, answers)]))
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values.get(name) ?? '')
}

/** @throws ProblemError `request.invalid` */
export function answerTo({ name, ask, usual, form }: Question, answers: Answers): string {
  const answer = answers.get(name)?.trim() || usual
  if (answer === undefined)
    throw wrong(`${ask}: there is no answer`, `Give one with --set ${name}=${form?.expected ?? '…'}`)
  if (UNSAFE.test(answer))
    throw wrong(`${ask}: ${answer} has quotes, braces or backslashes`, 'Write those into the file afterwards.')
  if (form === undefined || form.pattern.test(answer)) return answer
  throw wrong(`${ask}: ${answer} does not look like ${form.expected}`, `Give another one with --set ${name}=…`)
}

const wrong = (message: string, hint: string): ProblemError =>
  new ProblemError({ code: 'request.invalid', message, hint })
