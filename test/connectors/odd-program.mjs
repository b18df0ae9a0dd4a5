// A program that does what its settings say, above all what no program should.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const ALL = ['full-import', 'delta-import', 'export', 'rename', 'value-changes', 'discovery', 'watch', 'passwords']
const say = message => process.stdout.write(`${JSON.stringify(message)}\n`)
const object = (anchor, more = {}) => ({ kind: 'add', objectType: 'person', anchor, attributes: {}, ...more })
const later = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

const STARTS = {
  'end at start': () => {
    process.stderr.write('the password hunter2-x does not fit\n')
    process.exit(3)
  },
  'say no JSON at start': () => console.log('Welcome!'),
  'say nothing at start': () => {},
  'speak version 2': () => say({ type: 'hello', protocol: 2, capabilities: ALL }),
  'promise less': () => say({ type: 'hello', protocol: 1, capabilities: ['full-import'] }),
  'refuse to start': () =>
    say({ type: 'error', code: 'source.credentials', message: 'The login was refused.', hint: 'Ask the owner.' }),
  'say a page at start': () => say({ type: 'page', id: 1 }),
}

const READS = {
  'end midway': ({ id }) => {
    say({ type: 'page', id, deltas: [object('1')] })
    process.stderr.write('out of paper, password hunter2-x\n')
    process.exitCode = 7
    process.stdin.destroy()
  },
  'end within a line': ({ id }) => {
    process.stdout.write(`{"type":"done","id":${id}`, () => process.exit(0))
  },
  'be killed': () => process.kill(process.pid, 'SIGKILL'),
  'say no JSON': () => console.log('INFO: 3 objects read, password hunter2-x'),
  'say no message': ({ id }) => say({ type: 'pages', id }),
  'say no UTF-8': () => process.stdout.write(Buffer.from([0x22, 0xff, 0x22, 0x0a])),
  'say too much': () => process.stdout.write(`"${'x'.repeat(3_000_000)}"\n`),
  'say nothing': () => {},
  'say that it lives': async ({ id }) => {
    for (let i = 0; i < 8; i++) {
      await later(250)
      say(i % 2 ? { type: 'alive' } : { type: 'log', level: 'info', message: `still at it, hunter2-x` })
    }
    say({ type: 'done', id })
  },
  'answer something else': ({ id }) => say({ type: 'done', id: id + 1 }),
  'give results': ({ id }) => say({ type: 'result', id, ok: true }),
  'tell what is wrong': ({ id }) =>
    say({ type: 'error', id, code: 'source.unreachable', message: 'The farm is away.' }),
  'tell it in its own words': ({ id }) => say({ type: 'error', id, code: 'E42', message: 'Forty-two.' }),
  'send odd deltas': ({ id }) => {
    say({
      type: 'page',
      id,
      deltas: [
        object('1', { dn: 'cn=1', attributes: { age: 7, active: true, mail: 'a@x', other: 'x', note: null } }),
        object('2', { attributes: { mail: ['a@x', 'b@x', 'a@x'] } }),
        object('3', { objectType: 'robot' }),
        object('4', { attributes: { age: 'seven' } }),
        object('5', { attributes: { age: 7.5 } }),
        object('6', { attributes: { note: ['a', 'b'] } }),
        object('7', { attributes: { note: { a: 1 } } }),
        { kind: 'add', objectType: 'person', attributes: {} },
        { kind: 'add', anchor: '9', attributes: {} },
        { kind: 'upsert', anchor: '10' },
        'nonsense',
        { kind: 'modify', anchor: '12', changes: { age: [{ operation: 'replace', values: 8 }], other: [] } },
        { kind: 'modify', anchor: '13', changes: { age: 8 } },
        { kind: 'delete' },
      ],
      problems: [
        { code: 'read-error', message: 'This one is locked.', dn: 'cn=L' },
        { code: 'E7', message: 'No idea.' },
      ],
      filtered: 2,
    })
    say({ type: 'done', id, watermark: '77' })
  },
  'send without end': async ({ id }, { file }) => {
    for (let pages = 0; ; pages++) {
      const fits = say({ type: 'page', id, deltas: [object(`${pages}`, { attributes: { note: 'x'.repeat(10_000) } })] })
      writeFileSync(file, String(pages))
      if (!fits) await new Promise(resolve => process.stdout.once('drain', resolve))
    }
  },
}

const result = (id, more) => say({ type: 'result', id, ok: true, ...more })
const WRITES = {
  'give too few results': ({ id }) => {
    result(id)
    say({ type: 'done', id })
  },
  'give too many results': ({ id, deltas }) => {
    for (let i = 0; i <= deltas.length; i++) result(id)
    say({ type: 'done', id })
  },
  'refuse in many words': ({ id, deltas }) => {
    const answers = [
      { ok: false, code: 'cd-missing-object', message: 'Not there.', hint: 'Look again.', attribute: 'mail' },
      { ok: false, code: 'E99', message: 'Odd.' },
      { ok: false },
    ]
    deltas.forEach((_, i) => {
      result(id, answers[i])
    })
    say({ type: 'done', id })
  },
  'say what it got': ({ id, deltas }) => {
    for (const delta of deltas) result(id, { anchor: JSON.stringify(delta) })
    say({ type: 'done', id })
  },
  'end midway': ({ id }) => {
    result(id)
    process.exitCode = 1
    process.stdin.destroy()
  },
}

let settings = {}
const TYPES = () => [
  ...process.argv.slice(2),
  ...Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
]

function stubborn() {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {})
  const child = spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  writeFileSync(settings.file, `${process.pid} ${child.pid}`)
  setInterval(() => {}, 1000)
}

const answers = {
  hello: request => {
    settings = request.settings
    if (settings.does === 'refuse to end') stubborn()
    if (settings.does === 'write down what it hears') writeFileSync(settings.file, '')
    const start = STARTS[settings.does]
    if (start) return start()
    return say({ type: 'hello', protocol: 1, capabilities: settings.capabilities ?? ALL, test: settings.test ?? false })
  },
  read: request => {
    const read = READS[settings.does]
    if (read) return read(request, settings)
    say({ type: 'page', id: request.id, deltas: [object('1'), object('2')] })
    return say({ type: 'done', id: request.id, watermark: request.watermark ?? '1' })
  },
  write: request => WRITES[settings.does](request),
  discover: ({ id }) => say({ type: 'done', id, types: TYPES().map(name => ({ name, attributes: [] })) }),
  test: ({ id }) => {
    say({ type: 'check', id, name: 'login', outcome: 'passed', message: 'The login fits.' })
    say({
      type: 'check',
      id,
      name: 'rights',
      outcome: 'failed',
      message: 'It may not write.',
      problem: { code: 'source.permission', message: 'No right to write.', hint: 'Ask for it.' },
    })
    say({ type: 'done', id })
  },
  watch: ({ id }) => {
    if (settings.does === 'end while watching') process.exit(0)
    say({ type: 'changed', id })
  },
  'set-password': ({ id, password }) => {
    if (settings.does === 'forget the answer') return say({ type: 'done', id })
    return say({
      type: 'done',
      id,
      ok: false,
      code: settings.code ?? 'new-password-violate-policy',
      message: `${password} is too short.`,
    })
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (settings.does === 'write down what it hears') writeFileSync(settings.file, `${request.type}\n`, { flag: 'a' })
  if (request.type === 'close' && settings.does !== 'refuse to end') break
  void answers[request.type]?.(request)
}
if (settings.does !== 'refuse to end') process.exit()
