import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { COMMANDS } from '../../src/cli/commands/index.js'
import { EXIT_CODES } from '../../src/cli/exit-codes.js'
import { runProgram } from '../../src/cli/program.js'
import { type Finished, newPlace, type Place } from './support.js'

const DOCUMENT = readFileSync('docs/cli.md', 'utf8')

let place: Place

beforeAll(async () => {
  place = await newPlace()
})

afterAll(() => place.leave())

/** What a command line is read as, in this process; a good one does nothing. */
async function read(...parameters: string[]): Promise<Finished> {
  let [out, error] = ['', '']
  const hear = (take: (text: unknown) => void) => (text: unknown) => {
    take(text)
    return true
  }
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(
      hear(text => {
        out += text
      }),
    ),
    jest.spyOn(process.stderr, 'write').mockImplementation(
      hear(text => {
        error += text
      }),
    ),
  ]
  const exit = await runProgram(parameters, COMMANDS, async () => 'good')
  for (const spy of spies) spy.mockRestore()
  return { code: EXIT_CODES[exit].code, out, error }
}

describe('the documentation', () => {
  test('has the table of exit codes as the program has it', () => {
    const rows = [...DOCUMENT.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, means]) => [Number(code), means])
    expect(rows).toEqual(Object.values(EXIT_CODES).map(({ code, means }) => [code, means]))
  })

  test('has a section for every command, with its options and examples, and for no other', () => {
    const sections = [...DOCUMENT.matchAll(/^### `hub (.+)`$/gm)].map(([, usage]) => usage)
    expect(sections).toEqual(COMMANDS.map(command => command.usage))
    for (const { usage, options = [], examples } of COMMANDS) {
      const section = DOCUMENT.split(`### \`hub ${usage}\``)[1]?.split('\n### ')[0]?.split('\n## ')[0] ?? ''
      for (const { flags } of options) expect(section).toContain(`\`${flags}\``)
      for (const [line] of examples) expect(section).toContain(line)
    }
  })
})

describe('help', () => {
  test('of the program names every command and every exit code', async () => {
    const { code, out } = await place.hub('--help')
    expect(code).toBe(0)
    for (const { usage } of COMMANDS) expect(out).toContain(`\n  ${usage.split(' ')[0]}`)
    for (const exit of Object.values(EXIT_CODES)) expect(out).toContain(`${exit.code}  ${exit.means}`)
  })

  test.each(COMMANDS.map(command => [command.usage, command] as const))(
    'of %s shows how to use it',
    async (_, command) => {
      const words = command.usage.split(' ').filter(word => !/^[<[]/.test(word))
      const { code, out } = await read(...words, '--help')
      expect(code).toBe(0)
      expect(out).toContain('Examples:')
      for (const [line, does] of command.examples)
        expect(out.replace(/ {2,}/g, ' ')).toContain(`${line} ${does}`.replace(/ {2,}/g, ' '))
      for (const option of command.options ?? []) expect(out).toContain(option.flags)
      expect(out).toContain('--data <folder>')
    },
  )

  test('the version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await place.hub('--version')).toEqual({ code: 0, out: `${version}\n`, error: '' })
  })
})

describe('a wrong command line ends with 2, says what is wrong, and touches nothing', () => {
  test.each([
    [['frob'], "unknown command 'frob'"],
    [['run', 'hr'], "missing required argument 'profile'"],
    [['run', 'hr', 'daily', 'twice'], 'too many arguments'],
    [['status', '--colour'], "unknown option '--colour'"],
    [['serve', '--port', '99999'], 'Expected a port'],
    [['serve', '--port', 'http'], 'Expected a whole number'],
    [['apply', '--expect', '-1'], 'Expected a whole number'],
    [['key', 'create', '--name', 'me'], "'--role <role>' not specified"],
    [['key', 'create', '--name', 'me', '--role', 'reader', '--expires', '2001-01-01'], 'still to come'],
  ])('hub %j', async (parameters, message) => {
    const { code, out, error } = await read(...parameters)
    expect(code).toBe(2)
    expect(error).toContain(message)
    expect(out).toBe('')
  })

  test('a role that is none', async () => {
    const { code, out, error } = await place.hub('key', 'create', '--name', 'me', '--role', 'king')
    expect([code, out]).toEqual([2, ''])
    expect(error).toContain('Roles: administrator, operator')
  })

  test('no command at all shows the help', async () => {
    const { code, error } = await place.hub()
    expect(code).toBe(2)
    expect(error).toContain('Usage: hub')
  })
})

test.each(['serve', 'worker', 'run hr daily'])(
  'hub %s with a configuration that is not there ends with 3',
  async command => {
    const { code, error } = await place.hub('--config', 'nowhere/hub.yaml', ...command.split(' '))
    expect(code).toBe(3)
    expect(error).toMatch(/nowhere\/hub\.yaml does not exist/)
  },
)

describe('colours', () => {
  // Debian's `script` gives a program a terminal.
  const TERMINAL = 'script'
  // Node takes the terminal of a CI machine for one without colours.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...environment } = process.env
  const node = `${process.execPath} ${resolve('bin/hub.js')} plan nowhere`
  const onTerminal = (more: Record<string, string>) =>
    spawnSync(TERMINAL, ['--quiet', '--return', '--command', node, '/dev/null'], {
      cwd: place.folder,
      encoding: 'utf8',
      env: { ...environment, NODE_OPTIONS: '', TERM: 'xterm-256color', ...more },
    })

  test('appear on a terminal, and not with NO_COLOR', () => {
    expect(onTerminal({}).stdout).toContain('\u001b[31merror\u001b[39m: ')
    const plain = onTerminal({ NO_COLOR: '1' })
    expect(plain.stdout).toMatch(/^error: .*nowhere does not exist \[configuration\.syntax\]/)
    expect(plain.status).toBe(3)
  })

  test('do not appear elsewhere', async () => {
    expect((await place.hub('plan', 'nowhere')).error).toMatch(/^error: .*nowhere does not exist/)
  })
})

describe('a database that cannot be used ends with 5 and says why', () => {
  test.each([
    ['postgres://hub:secret@127.0.0.1:1/hub', 'The database 127.0.0.1:1/hub cannot be used: nothing answers there'],
    ['postgres://hub:secret@nowhere.invalid/hub', 'nowhere.invalid:5432/hub cannot be used: the host'],
    ['mysql://hub:secret@127.0.0.1/hub', 'not the address of a PostgreSQL database'],
    ['hub', 'not the address of a PostgreSQL database'],
  ])('%s', async (url, message) => {
    const elsewhere = await newPlace({ DATABASE_URL: url })
    try {
      const { code, out, error } = await elsewhere.hub('status', '--json')
      expect(code).toBe(5)
      expect(error).toContain(message)
      expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'storage.unavailable' }] })
      expect(out + error).not.toContain('secret')
    } finally {
      await elsewhere.leave()
    }
  })

  test('a data folder that cannot be made', async () => {
    const { code, error } = await place.hub('status', '--data', '/dev/null/hub')
    expect(code).toBe(5)
    expect(error).toContain('Choose another one with --data')
  })
})
