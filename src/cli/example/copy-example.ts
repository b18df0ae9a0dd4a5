import { constants } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { packagePath } from '../../storage/package-folder.js'

const SOURCE = packagePath('examples/contoso/')
const FILES = ['hub.yaml', 'hr.csv', 'contoso.ldif', 'fabrikam.ldif']

/**
 * Copies the example to a folder of its own, to be played with. Files that are there already stay as they are.
 * @returns whether anything was copied
 */
export async function copyExample(folder: string): Promise<boolean> {
  await mkdir(join(folder, 'out'), { recursive: true })
  const copied = await Promise.all(FILES.map(name => copyOnce(join(SOURCE, name), join(folder, name))))
  return copied.includes(true)
}

async function copyOnce(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
