import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const FOLDER = 'test/reference-model/model'

test.each(readdirSync(FOLDER))('%s imports nothing but the model', file => {
  const text = readFileSync(join(FOLDER, file), 'utf8')
  const imported = [...text.matchAll(/^(?:import|export|\}).* from '([^']+)'$|\bimport\('([^']+)'/gm)]
  expect(imported.map(match => match[1] ?? match[2] ?? '').filter(path => !/^\.\/[a-z-]+\.js$/.test(path))).toEqual([])
  expect(text).not.toContain('require(')
})
