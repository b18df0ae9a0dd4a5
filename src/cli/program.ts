import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { packageUrl } from '../storage/package-folder.js'
import type { CommandDefinition, CommandOption, Context, Options } from './command.js'
import { EXIT_CODES, type Exit } from './exit-codes.js'

/** Does a command's work; knows where to print and how to fail. */
export type Perform = (
  work: (context: Context) => Promise<Exit>,
  options: Options & { readonly config?: string; readonly data?: string; readonly json?: boolean },
) => Promise<Exit>

const GROUPS: Readonly<Record<string, string>> = {
  agent: 'look at the way to a source',
  password: 'set and change passwords in a source',
  key: 'make, list, rotate and revoke API keys',
  entry: 'join, project and disconnect an entry by hand',
  schedule: 'show, pause, resume and run schedules',
  exports: 'hold and release pending exports',
  space: 'clear connector spaces',
  deletions: 'ask deletion rules again',
  farm: 'look after SharePoint farms',
  runs: 'clear the history of runs',
  audit: 'show and check what was done to the hub',
}

/** Parses a command line and does what it says. Answers how the program ends. */
export async function runProgram(
  parameters: readonly string[],
  commands: readonly CommandDefinition[],
  perform: Perform,
): Promise<Exit> {
  let exit: Exit = 'good'
  const program = newProgram()
  for (const definition of commands) {
    const command = addCommand(program, definition)
    command.action(async () => {
      const options = command.optsWithGlobals()
      exit = await perform(context => definition.action(context, command.args, options), options)
    })
  }
  try {
    await program.parseAsync(parameters, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 'good' : 'usage'
  }
  return exit
}

function newProgram(): Command {
  const { version } = JSON.parse(readFileSync(packageUrl('package.json'), 'utf8'))
  return new Command('hub')
    .description('Identity Hub: brings directories, HR data and databases together, and keeps them in step.')
    .version(version, '-V, --version', 'show the version')
    .option(
      '--config <path>',
      'hub.yaml or a folder of YAML files; relative paths in it begin there (HUB_CONFIG; default: ./hub.yaml or .)',
    )
    .option('--data <folder>', 'where the embedded database lives (HUB_DATA; default: .hub)')
    .exitOverride()
    .showHelpAfterError('Try --help.')
    .configureHelp({ showGlobalOptions: true })
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .addHelpText(
      'after',
      `\nDATABASE_URL names a PostgreSQL database to use in place of the embedded one.\n${exitHelp()}`,
    )
}

function exitHelp(): string {
  const lines = Object.values(EXIT_CODES).map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`)
  return `\nExit codes:\n${lines.join('\n')}`
}

function addCommand(
  program: Command,
  { usage, summary, description, options = [], examples }: CommandDefinition,
): Command {
  const words = usage.split(' ')
  const group = GROUPS[words[0] ?? '']
  const parent = group === undefined ? program : groupOf(program, words.shift() ?? '', group)
  const command = parent.command(words.join(' ')).summary(summary).description(description)
  for (const option of options) command.addOption(optionOf(option))
  const width = Math.max(...examples.map(([line]) => line.length))
  const lines = examples.map(([line, does]) => `  ${line.padEnd(width)}   ${does}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}

function groupOf(program: Command, name: string, description: string): Command {
  return program.commands.find(each => each.name() === name) ?? program.command(name).description(description)
}

function optionOf({ flags, description, default: value, required = false, parse }: CommandOption): Option {
  const option = new Option(flags, description).makeOptionMandatory(required)
  if (value !== undefined) option.default(value)
  if (parse !== undefined) option.argParser(parse)
  return option
}
