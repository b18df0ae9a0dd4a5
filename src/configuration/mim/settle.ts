import type { Problem } from '../../model/problem.js'
import { inspectConfiguration } from '../check.js'
import type { HubDocument } from '../document.js'
import type { ExtensionFiles } from '../extensions/files.js'
import { type Locate, type Path, pathText } from '../place.js'
import type { Ledger } from './ledger.js'

/** Taking a rule out may make another one wrong, seldom more than once; what remains then is told by `hub plan`. */
const PASSES = 10

/**
 * Holds the document against everything that the hub checks, and takes out each rule that it would refuse, with the hub's own
 * words as the reason. A filter alternative or a join criterion goes as a whole: half of it would let in somebody else.
 */
export function settle(document: HubDocument, files: ExtensionFiles, ledger: Ledger): void {
  for (let pass = 0; pass < PASSES; pass++) {
    const places = new Map<string, Path>()
    const locate: Locate = path => {
      const id = String(places.size)
      places.set(id, path)
      return { path: id }
    }
    const { problems } = inspectConfiguration({ value: document, problems: [], locate, files })
    const refused = new Map<string, { readonly path: Path; readonly problem: Problem }>()
    for (const problem of problems) {
      const path = ruleAt(places.get(problem.where?.path ?? '') ?? [])
      if (path !== undefined && !refused.has(pathText(path))) refused.set(pathText(path), { path, problem })
    }
    if (refused.size === 0) return
    // The last of a list first, so that the others stay where they are.
    for (const { path, problem } of [...refused.values()].sort((a, b) => lastOf(b.path) - lastOf(a.path))) {
      takeOut(document, path)
      ledger.takeBack(path, reasonOf(problem))
    }
  }
}

const lastOf = (path: Path): number => Number(path.at(-1)) || 0

const reasonOf = ({ message, hint }: Problem): string => `${message}.${hint === undefined ? '' : ` ${hint}`}`

/** The whole rule that a place belongs to; undefined for what is no rule, such as a setting. */
function ruleAt(path: Path): Path | undefined {
  const [top, , section, , kind] = path
  if (top === 'precedence') return path.slice(0, 3)
  if (top === 'metaverse') return path[1] === 'types' && path[3] === 'deletion' ? path.slice(0, 4) : undefined
  if (top !== 'agents') return undefined
  if (section === 'deprovisioning') return path.slice(0, 3)
  if (section === 'runProfiles') return path.slice(0, 4)
  if (section !== 'objects') return undefined
  if (kind === 'projection') return path.slice(0, 5)
  if (kind === 'filter' || kind === 'join') return path.slice(0, 6)
  return kind === 'import' || kind === 'export' ? path.slice(0, 7) : undefined
}

type Container = Record<string | number, unknown>

function takeOut(document: HubDocument, path: Path): void {
  const parents: Container[] = []
  let at: unknown = document
  for (const step of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return
    parents.push(at as Container)
    at = (at as Container)[step]
  }
  if (typeof at !== 'object' || at === null) return
  const last = path.at(-1) ?? ''
  if (Array.isArray(at)) at.splice(Number(last), 1)
  else delete (at as Container)[last]
  // A list or mapping of rules that has become empty goes, too.
  const isEmpty = Array.isArray(at) ? at.length === 0 : Object.keys(at).length === 0
  const name = path.at(-2)
  const parent = parents.at(-1)
  if (isEmpty && parent !== undefined && name !== undefined && path.length > 3) delete parent[name]
}
