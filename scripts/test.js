// npm test: brings the servers that tests start, builds, and runs jest with all parameters passed on.
import { spawnSync } from 'node:child_process'
import { canInstall, install, missingServers } from './servers.js'

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']

prepareServers()
run('npm', ['run', '--silent', 'build'])
run(process.execPath, [...JEST, '--maxWorkers=2', ...process.argv.slice(2)])

function prepareServers() {
  let missing = missingServers()
  if (missing.length > 0 && canInstall()) {
    process.stderr.write(`Installing ${missing.flatMap(server => server.packages).join(', ')} for the tests …\n`)
    install(missing.flatMap(server => server.packages))
    missing = missingServers()
  }
  if (missing.length === 0) return
  const names = missing.map(server => server.program).join(' and ')
  const packages = missing.flatMap(server => server.packages).join(' ')
  if (process.env.CI === 'true') {
    process.stderr.write(`The tests need ${names}: apt-get install ${packages}\n`)
    process.exit(1)
  }
  const line = '!'.repeat(100)
  process.stderr.write(`${line}\n!! SKIPPED: every test with a real server, because ${names} is missing.\n`)
  process.stderr.write(`!! To run them: sudo apt-get install ${packages}\n${line}\n`)
}

function run(program, parameters) {
  const { status, signal } = spawnSync(program, parameters, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? (signal === null ? 1 : 130))
}
