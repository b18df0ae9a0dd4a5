#!/usr/bin/env -S node --max-semi-space-size=8
// Starts the hub on the Node it is built for, whichever Node the system has. The option above keeps a worker's memory small:
// without it, what is garbage already waits in a nursery of up to 100 MB.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const NEEDED = 24
const main = new URL('../dist/hub/main.js', import.meta.url)

if (!existsSync(main)) fail('The hub is not built yet: run "npm run build" in its folder.')
if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  endWithParent()
  await import(main.href)
} else runOnPinnedNode()

/** Whoever started us with a channel, as runOnPinnedNode does, is who we belong to: the channel closes however they end. */
function endWithParent() {
  const end = () => process.kill(process.pid, 'SIGTERM')
  if (process.connected === false) end()
  process.once('disconnect', end)
  // Listening alone must not keep a hub alive that is done.
  process.channel?.unref()
}

function runOnPinnedNode() {
  const node = pinnedNode()
  if (node === undefined)
    fail(`The hub needs Node ${NEEDED}; this is Node ${process.versions.node}. Run "npm ci", which brings it.`)
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio })
  // The child gets what a terminal sends by itself; a service manager or script signals only us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', error => fail(`Node ${NEEDED} does not start: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const file = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
