import { openConfiguration } from '../configuration/check.js'
import { type ExtensionFiles, NO_FILES } from '../configuration/extensions/files.js'
import { exportDocument } from '../configuration/write.js'
import { printProblem } from './print-problem.js'
import type { Screen } from './screen.js'

/**
 * Reads and checks `hub.yaml` or a folder, prints its warnings with their places, and answers it as one text, with its modules.
 * @throws ConfigurationError with every problem and its file, line and column
 */
export async function checkedDocument(
  location: string,
  screen: Screen,
): Promise<{ text: string; files: ExtensionFiles }> {
  const { document, warnings, files = NO_FILES } = await openConfiguration(location)
  for (const warning of warnings) printProblem(screen, warning, 'warning')
  return { text: exportDocument(document), files }
}
