import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { ProblemError } from '../../model/problem.js'
import { didYouMean } from '../../rules/nearest.js'
import { packagePath } from '../../storage/package-folder.js'
import type { CommandDefinition, Context } from '../command.js'
import { copyExample } from '../example/copy-example.js'
import { askFor } from '../init/ask.js'
import { type Answers, fillIn } from '../init/fill-in.js'
import { TEMPLATES, type Template } from '../init/templates.js'

const FOLDER = packagePath('examples/init/')

export const initCommand: CommandDefinition = {
  usage: 'init <template> [folder]',
  summary: 'write a configuration to start from',
  description: `Writes a commented hub.yaml into a folder (default: this one), and nothing over a file that is there. Templates: ${TEMPLATES.map(({ name, title }) => `${name} (${title})`).join('; ')}. It asks for what it has to know; --set answers beforehand, for scripts.`,
  options: [
    {
      flags: '--set <name=value...>',
      description:
        'answers: server=ldaps://dc1.contoso.com; what has none is asked for, or is an error where nobody can be asked',
    },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [
    ['hub init ad-import', 'a forest and a farm: it asks which'],
    ['hub init contoso try-out', 'the example, to play with'],
  ],
  async action(context, [name = '', folder = '.'], { set }) {
    const template = templateNamed(name)
    const answers = answersIn(template, Array.isArray(set) ? set.map(String) : [])
    const target = resolve(folder)
    const file =
      template.name === 'contoso' ? await writeExample(target) : await write(context, template, target, answers)
    tell(context, template, file)
    return 'good'
  },
}

async function writeExample(folder: string): Promise<string> {
  const file = join(folder, 'hub.yaml')
  if (!(await copyExample(folder))) throw taken(file)
  return file
}

async function write({ screen }: Context, template: Template, folder: string, given: Answers): Promise<string> {
  const file = join(folder, 'hub.yaml')
  const text = await readFile(join(FOLDER, `${template.name}.yaml`), 'utf8')
  const asks = !screen.json && process.stdin.isTTY === true
  const filled = fillIn(template, text, asks ? await askFor(template, given, screen) : given)
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(file, filled, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(file)
    throw error
  }
  return file
}

function tell({ screen }: Context, { name, secrets }: Template, file: string): void {
  const path = relative('.', file)
  if (screen.json) {
    screen.object({ template: name, file: path, secrets })
    return
  }
  screen.line(`${path} is written.`)
  if (secrets.length > 0) screen.line(`Set ${secrets.join(' and ')} where the hub runs: the file only refers to them.`)
  screen.line('Its first lines say how to go on; hub plan checks it.')
}

function answersIn(template: Template, texts: readonly string[]): Answers {
  return new Map(
    texts.map(text => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? []
      const known = template.questions.map(question => question.name)
      if (known.includes(name)) return [name, value]
      throw new ProblemError({
        code: 'request.invalid',
        message: `${template.name} does not ask for ${name || text}`,
        ...hintOf(name, known, known.length === 0 ? 'It asks for nothing.' : `It asks for ${known.join(', ')}.`),
      })
    }),
  )
}

function templateNamed(name: string): Template {
  const template = TEMPLATES.find(each => each.name === name)
  if (template !== undefined) return template
  const names = TEMPLATES.map(each => each.name)
  throw new ProblemError({
    code: 'request.invalid',
    message: `There is no template ${name}`,
    ...hintOf(name, names, `Templates: ${names.join(', ')}.`),
  })
}

const taken = (file: string): ProblemError =>
  new ProblemError({
    code: 'request.invalid',
    message: `${relative('.', file)} is there already, and is left as it is`,
    hint: 'Name another folder: hub init <template> <folder>.',
  })

function hintOf(name: string, known: readonly string[], otherwise: string): { hint: string } {
  return { hint: didYouMean(name, known, otherwise) ?? otherwise }
}
