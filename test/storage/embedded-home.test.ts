import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { prepareHome } from '../../src/storage/embedded/home.js'

let folder: string
let said: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-hub-home-'))
  await chmod(folder, 0o755)
  said = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const prepare = (...path: string[]) => prepareHome(join(folder, ...path), line => said.push(line))
const modeOf = async (...path: string[]) => (await stat(join(folder, ...path))).mode & 0o777

test('only the data folder itself is private; the folders above it let the server’s account pass', async () => {
  const usual = 0o777 & ~process.umask()
  const home = await prepare('.hub', 'deep', 'postgres')
  expect(await modeOf('.hub')).toBe(usual)
  expect(await modeOf('.hub', 'deep')).toBe(usual)
  expect(await modeOf('.hub', 'deep', 'postgres')).toBe(0o700)
  expect(home.folder).toBe(join(folder, '.hub', 'deep', 'postgres'))
  expect(said).toEqual([])
})

test('folders that are there already stay as they are', async () => {
  await prepare('.hub', 'postgres')
  await chmod(join(folder, '.hub'), 0o711)
  const home = await prepare('.hub', 'postgres')
  expect(await modeOf('.hub')).toBe(0o711)
  expect(home.folder).toBe(join(folder, '.hub', 'postgres'))
})

test('a data folder that cannot be made names the place, the reason and the remedy', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(prepare('file', 'postgres')).rejects.toMatchObject({
    problem: {
      code: 'storage.unavailable',
      message: expect.stringMatching(/file\/postgres cannot be made: .*(EEXIST|ENOTDIR)/),
      hint: expect.stringContaining('DATABASE_URL'),
      where: { file: join(folder, 'file', 'postgres') },
    },
  })
})
