import type { ProblemPlace } from '../model/problem.js'

/** Where something stands in the document: keys and list positions from the top. */
export type Path = readonly (string | number)[]

/** What of a mapping's entry is meant: its key or its value. */
export type Part = 'key' | 'value'

/** Finds the file, line and column of a path. `offset` counts characters into a text value. */
export type Locate = (path: Path, part?: Part, offset?: number) => ProblemPlace

const PLAIN_KEY = /^[^\s.[\]]+$/

/** A path as people read it: `agents.hr.objects.employee.join[0]`. */
export function pathText(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (!PLAIN_KEY.test(step)) text += `["${step}"]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

/** For documents without a file: places are paths alone. */
export const locateByPath: Locate = path => ({ path: pathText(path) })
