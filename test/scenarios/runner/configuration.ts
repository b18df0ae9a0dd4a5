import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ExtensionFiles } from '../../../src/configuration/extensions/files.js'
import { namedExtensions, readExtensionFiles } from '../../../src/configuration/extensions/read-files.js'
import { locateByPath } from '../../../src/configuration/place.js'

interface ScenarioConfiguration {
  readonly document: Record<string, unknown> & {
    readonly agents: Readonly<Record<string, { readonly settings: { readonly source: string } }>>
  }
  readonly files: ExtensionFiles
}

/** A configuration of a scenario's folder with its rules in code. Unlike the hub's own reader it knows YAML's merge keys, `<<`. */
export async function scenarioConfiguration(folder: string, file: string): Promise<ScenarioConfiguration> {
  const document = parse(await readFile(join(folder, file), 'utf8'), { merge: true })
  const { files, problems } = await readExtensionFiles(folder, namedExtensions(document, locateByPath))
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return { document, files }
}
