import { type SourcePlace, syntaxProblem } from './syntax-place.js'

export interface Import {
  /** As written: `./names.ts`. */
  readonly specifier: string
  /** Names that the other module must export, and what they are called here. `*` is the module. */
  readonly names: readonly { readonly name: string; readonly local: string }[]
  readonly place: SourcePlace
}

export interface Export {
  readonly name: string
  /** The variable that holds it. */
  readonly local: string
}

interface Statement {
  readonly end: number
  /** What stands in its place, as long as the statement. */
  readonly replacement: string
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const IMPORT =
  /import\s*(?:(?<clause>[^'"();]*?)\bfrom\s*|(?=['"]))(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>[ \t]*;?/y
const REEXPORT =
  /export\s*(?<clause>\{[^'"{}]*\}|\*[^'";]*?)\s*from\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>[ \t]*;?/y
const LIST = /export\s*\{(?<clause>[^'"{}]*)\}[ \t]*;?/y
const DEFAULT_NAMED =
  /export\s+default\s+(?=(?:async\s+)?(?:function\s*\*?|class)\s*(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*))/uy
const DEFAULT = /export\s+default\b/y
const DECLARATION =
  /export\s+(?=(?:const|let|var|class|(?:async\s+)?function\s*\*?)\s*(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*))/uy

/** Where a default export is kept: short enough to stand in its place. */
const DEFAULT_EXPORT = 'this.d'

/**
 * Reads the import or export statement at an offset.
 * @throws ProblemError `configuration.syntax` for forms that are not supported
 */
export function readStatement(code: string, offset: number, place: SourcePlace): Statement {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = offset
    return pattern.exec(code)
  }
  const statement = (text: string, parts: Partial<Statement>): Statement => ({
    end: offset + text.length,
    replacement: blank(text),
    imports: [],
    exports: [],
    ...parts,
  })
  let found = match(IMPORT)
  if (found) return statement(found[0], { imports: [importOf(found, place)] })
  found = match(REEXPORT)
  if (found) return statement(found[0], reexport(found, place))
  found = match(LIST)
  if (found) {
    const exports = namesIn(group(found, 'clause'), place).map(({ name, local }) => ({ name: local, local: name }))
    return statement(found[0], { exports })
  }
  found = match(DEFAULT_NAMED)
  if (found) return statement(found[0], { exports: [{ name: 'default', local: group(found, 'name') }] })
  found = match(DEFAULT)
  if (found) return statement(found[0], { replacement: `${DEFAULT_EXPORT}${blank(found[0].slice(6, -1))}=` })
  found = match(DECLARATION)
  if (found) return statement(found[0], { exports: [{ name: group(found, 'name'), local: group(found, 'name') }] })
  throw syntaxProblem(
    place,
    'This import or export is of a form that rules cannot have',
    "Write import { name } from './file.ts', export default …, export const name = … or export { name }.",
  )
}

function importOf(found: RegExpExecArray, place: SourcePlace): Import {
  const clause = uncommented(found.groups?.clause ?? '').trim()
  const [, named] = /\{([^{}]*)\}\s*$/.exec(clause) ?? []
  const rest = clause.replace(/\{[^{}]*\}\s*$/, '')
  const names = [...namesIn(named ?? '', place)]
  for (const part of rest.split(',').map(each => each.trim())) {
    if (part === '') continue
    const [, module] = /^\*\s*as\s+(\S+)$/.exec(part) ?? []
    names.push(module === undefined ? { name: 'default', local: part } : { name: '*', local: module })
  }
  refuseOdd(names, place)
  return { specifier: group(found, 'specifier'), names, place }
}

function reexport(found: RegExpExecArray, place: SourcePlace): Pick<Statement, 'imports' | 'exports'> {
  const clause = group(found, 'clause')
  if (clause.startsWith('*')) {
    throw syntaxProblem(place, 'export * is not supported', "Name what is exported: export { name } from './file.ts'.")
  }
  const names = namesIn(clause.slice(1, -1), place).map((each, i) => ({ ...each, variable: `$from${place.line}_${i}` }))
  return {
    imports: [
      {
        specifier: group(found, 'specifier'),
        names: names.map(({ name, variable }) => ({ name, local: variable })),
        place,
      },
    ],
    exports: names.map(({ local, variable }) => ({ name: local, local: variable })),
  }
}

function namesIn(list: string, place: SourcePlace): { name: string; local: string }[] {
  const names = uncommented(list)
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '')
    .map(each => {
      const [name = '', local = name] = each.split(/\s+as\s+/)
      return { name, local }
    })
  refuseOdd(names, place)
  return names
}

function refuseOdd(names: readonly { readonly name: string; readonly local: string }[], place: SourcePlace): void {
  const odd = names.flatMap(({ name, local }) => [name, local]).find(each => each !== '*' && !IDENTIFIER.test(each))
  if (odd !== undefined) throw syntaxProblem(place, `${odd} is no name`, 'Import and export by plain names.')
}

const uncommented = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const group = (found: RegExpExecArray, name: string): string => found.groups?.[name] ?? ''
