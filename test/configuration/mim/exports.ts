import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { convertExport, type ImportedConfiguration } from '../../../src/configuration/mim/convert.js'
import { readExport } from '../../../src/configuration/mim/read-export.js'

const EXPORTS = 'test/configuration/mim/exports'
const PORTS = 'examples/import-mim'

/** The server exports that are tested with (exports/README.md). */
export const SAMPLES = ['sharepoint-sample', 'contoso', 'three-agents'] as const
export type Sample = (typeof SAMPLES)[number]

/** The files of an export by name, unpacked. */
export function filesOf(sample: Sample): Map<string, Buffer> {
  const folder = join(EXPORTS, sample)
  const names = readdirSync(folder).filter(name => /\.xml(\.gz)?$/i.test(name))
  return new Map(
    names.map(name => {
      const bytes = readFileSync(join(folder, name))
      return name.endsWith('.gz') ? [name.slice(0, -3), gunzipSync(bytes)] : [name, bytes]
    }),
  )
}

export const ports = (): Map<string, string> =>
  new Map(readdirSync(PORTS).map(name => [name, readFileSync(join(PORTS, name), 'utf8')]))

export const imported = (sample: Sample, files = false): ImportedConfiguration =>
  convertExport(readExport(filesOf(sample), sample), { files, ports: ports() })
