import { didYouMean } from '../rules/nearest.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

/** Who has a rules extension, or may have one: an agent, or the metaverse. */
export interface ExtensionOwner {
  /** In messages: `hr`. */
  readonly title: string
  /** Where the document names the module: `agents.hr.extension`. */
  readonly key: string
  /** It names none, it names one that could not be loaded, or it is there. */
  readonly state: 'none' | 'failed' | 'loaded'
}

/** One kind of function that the document can use. */
export interface CallSite {
  readonly owner: ExtensionOwner
  /** As the module calls it: `importFlow`. */
  readonly name: string
}

/** A call site with functions by name. */
export interface NamedFunctions<T> extends CallSite {
  readonly functions: ReadonlyMap<string, T>
}

/** The function that the document names at a place. Undefined when it is not there, which is then reported. */
export function findFunction<T>(name: string, site: NamedFunctions<T>, path: Path, report: Report): T | undefined {
  const found = site.functions.get(name)
  if (found !== undefined || !isLoaded(site, path, report)) return found
  const hint = didYouMean(name, site.functions.keys(), `Write it in the module: ${site.name}: { ${keyOf(name)}: … }.`)
  report.error({ path, message: `The rules extension of ${site.owner.title} has no ${site.name} ${name}`, hint })
  return undefined
}

/** As {@link findFunction}, for a call site that has one function. */
export function requireFunction<T>(found: T | undefined, site: CallSite, path: Path, report: Report): T | undefined {
  if (found !== undefined || !isLoaded(site, path, report)) return found
  const message = `The rules extension of ${site.owner.title} has no ${site.name}`
  report.error({ path, message, hint: `Write it in the module: export default { ${site.name}: … }.` })
  return undefined
}

// Why a module could not be loaded has been told already.
function isLoaded({ owner }: CallSite, path: Path, report: Report): boolean {
  if (owner.state === 'none') {
    const message = `There is no rules extension of ${owner.title}`
    report.error({ path, message, hint: `Name its module: ${owner.key}: ./rules.ts.` })
  }
  return owner.state === 'loaded'
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`)
