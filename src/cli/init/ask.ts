import { createInterface } from 'node:readline/promises'
import type { Screen } from '../screen.js'
import { type Answers, answerTo } from './fill-in.js'
import type { Template } from './templates.js'

/** Asks whatever has no answer yet, again and again until the answer will do. */
export async function askFor(template: Template, given: Answers, screen: Screen): Promise<Answers> {
  const answers = new Map(given)
  const dialog = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (const question of template.questions) {
      while (!answers.has(question.name)) {
        const hint = question.usual ?? question.form?.expected
        const example = question.usual === undefined ? `, such as ${hint}` : ` [${hint}]`
        const answer = await dialog.question(`${question.ask}${hint === undefined ? '' : example}: `)
        try {
          answers.set(question.name, answerTo(question, new Map([[question.name, answer]])))
        } catch (error) {
          screen.note((error as Error).message)
        }
      }
    }
    return answers
  } finally {
    dialog.close()
  }
}
