import { severityOf } from '../../model/status.js'
import type { Context } from '../command.js'
import type { Exit } from '../exit-codes.js'
import type { OpenedHub } from '../open-hub.js'
import { jsonDisplay, textDisplay } from './display.js'
import { followRun } from './follow-run.js'
import { printStandingProblems } from './standing-problems.js'
import { exitOfStatus } from './words.js'

/** Shows a queued run to its end, and says how to end with it. `agent`: whose problems are told. */
export async function followQueued(
  { screen, interruption }: Context,
  opened: OpenedHub,
  { run, agent }: { readonly run: number; readonly agent: string | undefined },
): Promise<Exit> {
  const display = screen.json ? jsonDisplay(screen) : textDisplay(screen)
  const status = await followRun(opened, run, { display, signal: interruption.signal })
  if (severityOf(status) === 'problems' && !screen.json && agent !== undefined)
    await printStandingProblems(opened, screen, agent)
  // This process may have taken runs of others, too: they are not broken off.
  await Promise.race([opened.finish(), interruption.wished])
  return interruption.signal.aborted ? 'interrupted' : exitOfStatus(status)
}
