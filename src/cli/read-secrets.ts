import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ProblemError } from '../model/problem.js'

/**
 * Reads secrets: asked for without showing them where somebody sits at the terminal, else from standard input, one a line.
 * @param options `repeat`: whoever types the last one types it twice
 * @throws ProblemError `request.invalid` when there is none, or the two differ
 */
export async function readSecrets(
  questions: readonly string[],
  { repeat }: { readonly repeat: boolean },
): Promise<string[]> {
  if (process.stdin.isTTY !== true) return fromInput(questions)
  const answers: string[] = []
  for (const question of questions) answers.push(await ask(question))
  if (repeat && (await ask('Once more')) !== answers.at(-1)) {
    throw invalid('The two passwords differ.', 'Nothing was done; try again.')
  }
  return answers
}

async function fromInput(questions: readonly string[]): Promise<string[]> {
  const lines = (await text(process.stdin)).split(/\r?\n/).slice(0, questions.length)
  if (lines[0] === undefined || lines[0] === '') {
    throw invalid('There is no password on standard input.', 'Write it there, or run the command in a terminal.')
  }
  return lines
}

/** Asks at the terminal. What is typed is not shown. */
async function ask(question: string): Promise<string> {
  process.stderr.write(`${question}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const dialog = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await dialog.question('')
  } finally {
    dialog.close()
    process.stderr.write('\n')
  }
}

const invalid = (message: string, hint: string) => new ProblemError({ code: 'request.invalid', message, hint })
