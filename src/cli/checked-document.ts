import { openConfiguration } from '../configuration/check.js'
import { exportDocument } from '../configuration/write.js'
import { printProblem } from './print-problem.js'
import type { Screen } from './screen.js'

/**
 * Reads and checks `hub.yaml` or a folder, prints its warnings with their places, and answers it as one text.
 * @throws ConfigurationError with every problem and its file, line and column
 */
export async function checkedDocument(location: string, screen: Screen): Promise<string> {
  const { document, warnings } = await openConfiguration(location)
  for (const warning of warnings) printProblem(screen, warning, 'warning')
  return exportDocument(document)
}
