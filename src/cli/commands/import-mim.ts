import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { convertExport } from '../../configuration/mim/convert.js'
import { DOMAINS_MODULE, SAMPLE_MODULE } from '../../configuration/mim/ports.js'
import { readExport } from '../../configuration/mim/read-export.js'
import { ProblemError } from '../../model/problem.js'
import { packagePath } from '../../storage/package-folder.js'
import type { CommandDefinition } from '../command.js'
import { importLines } from '../import-mim-text.js'

const PORTS = packagePath('examples/import-mim/')
const REPORT = 'import-report.txt'
/** So many rules are shown that were not carried over for one reason; the report file has them all. */
const SHOWN = 5

export const importMimCommand: CommandDefinition = {
  usage: 'import-mim <export> [folder]',
  summary: 'make a configuration of a MIM server export',
  description: `Reads a server export of MIM 2016 or FIM 2010 R2 (the folder with MV.XML and MA-….XML) and writes hub.yaml, rules/*.ts for rules in code, and ${REPORT} into a folder (default: this one), and nothing over a file that is there. The report counts the rules of every agent, and says what was not carried over, what is to be decided, and which secrets are needed.`,
  options: [
    {
      flags: '--files',
      description: 'let every agent read and write a file in place of its source, to try the rules on exported data',
    },
    { flags: '--json', description: 'the report as one JSON object' },
  ],
  examples: [
    ['hub import-mim /mnt/mim/export hub', 'read an export, and write hub/hub.yaml'],
    ['hub import-mim /mnt/mim/export try-out --files', 'the same rules on LDIF and CSV files'],
  ],
  async action({ screen }, [source = '', folder = '.'], { files }) {
    const mim = readExport(await filesOf(resolve(source)), source)
    const { files: written, report } = convertExport(mim, { files: files === true, ports: await ports() })
    const all = new Map([...written, [REPORT, `${importLines(report).join('\n')}\n`]])
    const target = resolve(folder)
    await writeAll(target, all)
    const paths = [...all.keys()].map(path => relative('.', join(target, path)))
    if (screen.json) screen.object({ files: paths, ...report })
    else {
      for (const line of importLines(report, { shown: SHOWN, paint: screen.paint })) screen.line(line)
      screen.line(`\nWritten: ${paths.join(', ')}.`)
      screen.line(`Go on with hub plan ${paths[0]}; docs/migrating-from-mim.md says what comes then.`)
    }
    return 'good'
  },
}

async function filesOf(folder: string): Promise<Map<string, Uint8Array>> {
  const info = await stat(folder).catch(() => undefined)
  if (info?.isDirectory() !== true)
    throw new ProblemError({
      code: 'configuration.invalid',
      message: `${relative('.', folder) || folder} ${info === undefined ? 'does not exist' : 'is not a folder'}`,
      hint: 'Name the folder with MV.XML and MA-….XML; unpack it if it is an archive.',
    })
  const names = (await readdir(folder, { withFileTypes: true })).filter(each => each.isFile()).map(({ name }) => name)
  // Of other files the name is enough, to say what may be meant.
  return new Map(
    await Promise.all(
      names.map(
        async (name): Promise<[string, Uint8Array]> => [
          name,
          /\.xml$/i.test(name) ? await readFile(join(folder, name)) : new Uint8Array(),
        ],
      ),
    ),
  )
}

async function ports(): Promise<Map<string, string>> {
  const read = async (name: string): Promise<[string, string]> => [name, await readFile(join(PORTS, name), 'utf8')]
  return new Map(await Promise.all([SAMPLE_MODULE, DOMAINS_MODULE].map(read)))
}

/** All of them or none: a file that is there is found before anything is written. */
async function writeAll(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const path of files.keys()) {
    const file = join(folder, path)
    const isThere = await access(file).then(
      () => true,
      () => false,
    )
    if (!isThere) continue
    throw new ProblemError({
      code: 'request.invalid',
      message: `${relative('.', file)} is there already, and is left as it is`,
      hint: 'Name another folder: hub import-mim <export> <folder>.',
    })
  }
  for (const [path, text] of files) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
  }
}
