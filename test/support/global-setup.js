// Names the run; the server itself is started by the first test that asks for a database (database.ts), so that tests
// without one cost nothing. Jest loads this file as it is, without compiling TypeScript.
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clearRun } from './clear-run.js'

const PREFIX = 'identity-hub-test-'

export default async function setup() {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await clearRun(join(tmpdir(), name))
  }
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  // As root, servers run as other users.
  chmodSync(folder, 0o755)
  process.env.HUB_TEST_FOLDER = folder
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
