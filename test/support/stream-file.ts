// A program of its own, so that its memory can be measured: reads a file, or changes one object of it, and prints what it took.
// Memory is counted from when all code is loaded.
import { file } from '../../src/connectors/file/index.js'

interface Task {
  readonly folder: string
  readonly settings: object
  readonly types: Parameters<typeof file.open>[1]['types']
  readonly work: 'read' | 'export'
  /** The object to change. */
  readonly dn: string
}

const task: Task = JSON.parse(process.argv[2] ?? '')
const signal = new AbortController().signal
const loaded = process.resourceUsage().maxRSS
const started = performance.now()
const session = await file.open(file.settings.parse(task.settings), { folder: task.folder, types: task.types, signal })
let objects = 0
let problems = 0
if (task.work === 'read') {
  for await (const page of session.read({ mode: 'full', pageSize: 1_000, signal })) {
    objects += page.deltas.length
    problems += page.problems?.length ?? 0
  }
} else {
  const change = { sn: [{ operation: 'replace', values: ['Changed'] }] } as const
  for await (const result of session.write?.([{ kind: 'modify', dn: task.dn, changes: change }]) ?? []) {
    if (result.ok) objects++
    else problems++
  }
  await session.flush?.()
}
await session[Symbol.asyncDispose]()
const seconds = (performance.now() - started) / 1_000
const megabytes = (process.resourceUsage().maxRSS - loaded) / 1_024
process.stdout.write(JSON.stringify({ objects, problems, seconds, megabytes }))
