import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const FOLDERS = ['src', 'test', 'bench', 'examples', 'scripts', 'bin']

function sourceFiles(): readonly string[] {
  return FOLDERS.filter(folder => existsSync(folder)).flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map(name => join(folder, name))
      .filter(path => /\.(ts|js|cjs)$/.test(path) && !path.includes('/generated/')),
  )
}

test('no source file is longer than 300 lines', () => {
  const files = sourceFiles()
  const long = files.map(path => `${path}: ${readFileSync(path, 'utf8').split('\n').length - 1}`)
  expect(files.length).toBeGreaterThan(50)
  expect(long.filter(entry => Number(entry.split(': ')[1]) > 300)).toEqual([])
})

test('the lock file names no registry, so that it works with any mirror', () => {
  const lock = readFileSync('package-lock.json', 'utf8')
  expect(lock).toContain('"integrity"')
  expect(lock).not.toContain('"resolved"')
  expect(lock.match(/https?:\/\/[^"]*\.tgz/g) ?? []).toEqual([])
})

test('every dependency is pinned, so that an install today and next year are the same', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies })
  expect(versions.length).toBeGreaterThan(30)
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([])
})

test('the lock file has the packages of other platforms too: without them npm ci refuses it', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<
      string,
      { optionalDependencies?: Record<string, string>; peerDependenciesMeta?: Record<string, unknown> }
    >
  }
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {}, peerDependenciesMeta = {} }) =>
    Object.keys(optionalDependencies).filter(name => !(name in peerDependenciesMeta)),
  )
  const names = new Set(
    Object.keys(packages).map(path => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  )
  expect(wanted.length).toBeGreaterThan(20)
  expect(wanted.filter(name => !names.has(name))).toEqual([])
})
