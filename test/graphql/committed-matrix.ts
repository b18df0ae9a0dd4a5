import { readFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import { ROLES, type Role } from '../../src/access/roles.js'
import { BRANCH, INTRANET } from './farm-world.js'

/** The columns of docs/access-matrix.md; undefined: no key. */
export const KEYS: readonly (Role | undefined)[] = [...ROLES, INTRANET, BRANCH, undefined]
const TITLES = [...ROLES, 'own farm', 'another farm', 'no key']

export const COMMITTED = readFileSync(new URL('../../docs/access-matrix.md', import.meta.url), 'utf8')

export interface CommittedRow {
  readonly about: string
  /** One for each of {@link KEYS}. */
  readonly allowed: readonly boolean[]
}

/** The table below a heading. */
export function tableBelow(heading: string): CommittedRow[] {
  const lines = (COMMITTED.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').split('\n')
  const cells = lines.filter(line => line.startsWith('| ')).map(line => line.slice(2, -2).split(' | '))
  const [titles, , ...rows] = cells
  expect(titles?.slice(1, 1 + TITLES.length)).toEqual(TITLES)
  return rows.map(([about = '', ...rest]) => {
    const allowed = rest.slice(0, TITLES.length)
    expect(allowed.filter(cell => cell !== 'yes' && cell !== 'no')).toEqual([])
    return { about, allowed: allowed.map(cell => cell === 'yes') }
  })
}

/** The names between backquotes. */
export const namesIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
