import { COMMANDS } from './commands/index.js'
import { EXIT_CODES } from './exit-codes.js'
import { reportFailure } from './failure.js'
import { listenForInterruption } from './interruption.js'
import { type Perform, runProgram } from './program.js'
import { newScreen } from './screen.js'
import { settingsOf } from './settings.js'

/** How long the process may take to notice that it has nothing left to do. */
const LINGER_MS = 2_000

const perform: Perform = async (work, options) => {
  const screen = newScreen(options.json === true, process.stdout, process.stderr)
  const interruption = listenForInterruption()
  try {
    return await work({ screen, interruption, settings: settingsOf(options, process.env) })
  } catch (error) {
    const exit = reportFailure(screen, error)
    return interruption.signal.aborted ? 'interrupted' : exit
  }
}

// Whoever reads our output may have seen enough, as `head` has.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = EXIT_CODES[await runProgram(process.argv.slice(2), COMMANDS, perform)].code
setTimeout(() => process.exit(), LINGER_MS).unref()
