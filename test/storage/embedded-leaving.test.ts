import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { startEmbedded } from '../../src/storage/embedded.js'

const FLAGS = ['-c', 'fsync=off']

let folder: string
let dataFolder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-hub-leaving-'))
  await chmod(folder, 0o755)
  dataFolder = join(folder, 'postgres')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that has nothing to do but to come and to leave: nothing else keeps its process alive. */
async function comeAndLeave(): Promise<{ code: number; out: string; error: string }> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(resolve('src/storage/embedded.ts'))})
    const server = await startEmbedded(${JSON.stringify({ dataFolder, postgresFlags: FLAGS })})
    await server.stop()
    console.log('left')`
  const child = spawn(
    process.execPath,
    ['--import', resolve('scripts/typescript.js'), '--input-type=module', '-e', script],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  )
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, out, error }
}

const locks = async () => (await readdir(dataFolder)).filter(name => name.includes('lock'))

test('a process that only leaves stays until it has left, as the last one', async () => {
  expect(await comeAndLeave()).toEqual({ code: 0, out: 'left\n', error: '' })
  expect(await locks()).toEqual([])
})

test('and while others use the server', async () => {
  const server = await startEmbedded({ dataFolder, postgresFlags: FLAGS })
  try {
    expect(await comeAndLeave()).toEqual({ code: 0, out: 'left\n', error: '' })
    expect(await locks()).toEqual([])
  } finally {
    await server.stop()
  }
})
