import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ExtensionFiles } from '../../configuration/extensions/files.js'
import { ProblemError } from '../../model/problem.js'
import { configurationDocument, configurationFiles, configurationInForce } from '../../service/configuration.js'
import type { CommandDefinition } from '../command.js'
import { withHub } from '../with-hub.js'

export const exportCommand: CommandDefinition = {
  usage: 'export',
  summary: 'write the configuration in force as YAML',
  description:
    'Writes the configuration in force as one hub.yaml: always the same bytes for the same version. Secrets stay references. With --out, modules with rules in code are written beside the file. Applying what was written changes nothing.',
  options: [
    { flags: '--out <file>', description: 'write to this file, not to standard output' },
    { flags: '--json', description: 'one JSON object with the version and the document' },
  ],
  examples: [
    ['hub export --out hub.yaml', 'get the file back'],
    ['hub export | diff hub.yaml -', 'see whether a file is what is in force'],
  ],
  action: (context, _, { out }) =>
    withHub(context, {}, async ({ hub, actor }) => {
      const { screen } = context
      const version = await configurationInForce(hub, actor)
      if (version === undefined) throw nothingInForce()
      const document = (await configurationDocument(hub, actor, version.id)) ?? ''
      const files = await configurationFiles(hub, actor, version.id)
      if (typeof out === 'string') {
        await writeAll(out, document, files)
        const beside = files.size === 0 ? '' : `, with ${[...files.keys()].join(', ')} beside it`
        screen.line(`Version ${version.id} is in ${out}${beside}.`)
      }
      if (screen.json)
        screen.object({
          version: version.id,
          ...(typeof out === 'string' ? { file: out } : { document }),
          ...(files.size > 0 && { files: typeof out === 'string' ? [...files.keys()] : Object.fromEntries(files) }),
        })
      else if (typeof out !== 'string') screen.print(document)
      return 'good'
    }),
}

async function writeAll(out: string, document: string, files: ExtensionFiles): Promise<void> {
  const home = dirname(resolve(out))
  await write(resolve(out), document)
  for (const [path, text] of files) {
    await mkdir(dirname(resolve(home, path)), { recursive: true })
    await write(resolve(home, path), text)
  }
}

const write = (file: string, text: string) =>
  writeFile(file, text).catch(error => {
    throw cannotWrite(file, error)
  })

const nothingInForce = () =>
  new ProblemError({
    code: 'configuration.invalid',
    message: 'No configuration is in force yet',
    hint: 'Apply one: hub apply hub.yaml',
  })

const cannotWrite = (file: string, cause: unknown) =>
  new ProblemError(
    {
      code: 'request.invalid',
      message: `${file} cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      hint: 'Name a file in a folder that exists and that you may write to.',
      where: { file },
    },
    { cause },
  )
