import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const FOLDER = 'test/reference-model/model'

test.each(readdirSync(FOLDER))('%s imports nothing but the model', file => {
  const imported = [...readFileSync(join(FOLDER, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    match => match[1] ?? '',
  )
  expect(imported.filter(path => !/^\.\/[a-z-]+\.js$/.test(path))).toEqual([])
})
