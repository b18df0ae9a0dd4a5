import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

/** A Node of the system's own, older than the one the hub brings. */
const SYSTEM_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find(file => {
  if (!existsSync(file)) return false
  return Number.parseInt(spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout, 10) < 24
})

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-hub-program-'))
  mkdirSync(join(folder, 'bin'))
  cpSync(resolve('bin/hub.js'), join(folder, 'bin/hub.js'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function build(main: string) {
  mkdirSync(join(folder, 'dist/hub'), { recursive: true })
  writeFileSync(join(folder, 'dist/hub/main.js'), main)
}

const environment = { ...process.env, NODE_OPTIONS: '' }

function hub(node: string, ...parameters: string[]) {
  return spawnSync(node, [join(folder, 'bin/hub.js'), ...parameters], { encoding: 'utf8', env: environment })
}

test('a hub that is not built says how to build it', () => {
  const { status, stderr } = hub(process.execPath)
  expect(status).toBe(1)
  expect(stderr).toBe('The hub is not built yet: run "npm run build" in its folder.\n')
})

test('parameters and exit code pass through', () => {
  build('console.log(process.argv.slice(2).join()); process.exitCode = 7')
  expect(hub(process.execPath, 'run', 'hr')).toMatchObject({ status: 7, stdout: 'run,hr\n' })
})

const onOldNode = SYSTEM_NODE === undefined ? describe.skip : describe

onOldNode('on an older system Node', () => {
  const node = SYSTEM_NODE ?? ''

  test('the hub runs on the Node it brings', () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    build('console.log(process.versions.node.split(".")[0], process.argv.slice(2).join()); process.exitCode = 7')
    expect(hub(node, 'run', 'hr')).toMatchObject({ status: 7, stdout: '24 run,hr\n' })
  })

  test('it says what to do when that Node is missing', () => {
    build('')
    const { status, stderr } = hub(node)
    expect(status).toBe(1)
    expect(stderr).toContain('Run "npm ci"')
  })

  test('a request to end reaches the hub, which ends in its own way', async () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    build('process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("up")')
    const child = spawn(node, [join(folder, 'bin/hub.js')], { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([9, null])
  })

  describe('a hub whose parent is killed', () => {
    const AT_WORK = 'setInterval(() => {}, 1000); console.log(process.pid)'

    /** Kills the program that was started, and answers what the hub had still to say before it ended by itself. */
    async function orphan(main: string): Promise<string> {
      symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
      build(main)
      const parent = spawn(node, [join(folder, 'bin/hub.js')], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: environment,
      })
      const [pid] = await once(parent.stdout, 'data')
      parent.kill('SIGKILL')
      let patience = true
      const forgotten = setTimeout(() => {
        patience = false
        process.kill(Number(pid), 'SIGKILL')
      }, 10_000)
      // Standard output closes when the last process that holds it has ended.
      const words = await text(parent.stdout)
      clearTimeout(forgotten)
      return patience ? words : 'It went on.'
    }

    test('ends in its own way, as when it is asked to', async () => {
      const ended = 'process.on("SIGTERM", () => setTimeout(() => { console.log("in order"); process.exit() }, 100));'
      expect(await orphan(ended + AT_WORK)).toBe('in order\n')
    })

    test('ends also where nothing listens for that', async () => {
      expect(await orphan(AT_WORK)).toBe('')
    })
  })

  test('the signal that ended the hub is how the program ends', () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    build('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)')
    expect(hub(node)).toMatchObject({ status: null, signal: 'SIGKILL' })
  })

  test('a hub that is done ends by itself', () => {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    build('setTimeout(() => console.log("done"), 50)')
    expect(hub(node)).toMatchObject({ status: 0, stdout: 'done\n' })
  })
})
