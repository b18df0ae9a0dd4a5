import { type Path, pathText } from '../place.js'
import { type Remark, RULE_KINDS, type RuleCount, type RuleKind } from './report.js'
import type { MimPlace } from './xml.js'

/** A rule of the export. It is in hub.yaml, at a path, or it is not, for a reason. */
export interface Rule {
  readonly agent: string
  readonly kind: RuleKind
  readonly of: string
  readonly title: string
  readonly place: MimPlace
}

interface Fate {
  readonly rule: Rule
  path?: Path | undefined
  left?: string
}

/** Keeps account of every rule that was read, and of everything that somebody has to know or decide. */
export class Ledger {
  readonly #fates: Fate[] = []
  readonly #decisions = new Map<string, Remark & { readonly path: Path | undefined }>()
  readonly #secrets = new Map<string, string>()

  /** A rule became what stands at this path of hub.yaml. */
  carried(rule: Rule, path: Path): void {
    this.#fates.push({ rule, path })
  }

  /** A rule is not in hub.yaml. */
  left(rule: Rule, why: string): void {
    this.#fates.push({ rule, left: why })
  }

  /** Something that is to be decided. With a path it also becomes a comment there. */
  decide(where: MimPlace, what: string, remedy: string, path?: Path): void {
    this.#decisions.set(`${where.file}:${where.line}:${what}`, { where, what, remedy, path })
  }

  secret(variable: string, is: string): string {
    this.#secrets.set(variable, is)
    return `\${env:${variable}}`
  }

  /** What stood at this path, or below it, had to be taken out again; what stands behind it in a list moves up. */
  takeBack(path: Path, why: string): void {
    const prefix = pathText(path)
    const last = path.at(-1)
    for (const fate of this.#fates) {
      if (fate.path === undefined) continue
      if (isWithin(pathText(fate.path), prefix)) {
        fate.path = undefined
        fate.left = why
      } else if (typeof last === 'number') fate.path = movedUp(fate.path, path, last)
    }
  }

  /** Where the things to decide stand in hub.yaml, with what to write beside them. */
  get comments(): readonly { readonly path: Path; readonly text: string }[] {
    return [...this.#decisions.values()].flatMap(({ path, what, remedy }) =>
      path === undefined ? [] : [{ path, text: `DECIDE: ${what}. ${remedy}` }],
    )
  }

  get decisions(): readonly Remark[] {
    return [...this.#decisions.values()].map(({ where, what, remedy }) => ({ where, what, remedy }))
  }

  get secrets(): readonly { readonly variable: string; readonly is: string }[] {
    return [...this.#secrets].map(([variable, is]) => ({ variable, is }))
  }

  get notCarried(): readonly Remark[] {
    return this.#fates.flatMap(({ rule, left }) =>
      left === undefined
        ? []
        : [{ where: rule.place, what: `${rule.agent}: ${rule.kind} ${rule.title}`, remedy: left }],
    )
  }

  get counts(): readonly RuleCount[] {
    const counts = new Map<string, { -readonly [Key in keyof RuleCount]: RuleCount[Key] }>()
    for (const { rule, left } of this.#fates) {
      const key = `${rule.agent}\n${rule.kind}\n${rule.of}`
      const count = counts.get(key) ?? { agent: rule.agent, kind: rule.kind, of: rule.of, read: 0, converted: 0 }
      count.read += 1
      if (left === undefined) count.converted += 1
      counts.set(key, count)
    }
    const agents = [...new Set(this.#fates.map(({ rule }) => rule.agent))]
    return [...counts.values()].sort(
      (a, b) =>
        agents.indexOf(a.agent) - agents.indexOf(b.agent) || RULE_KINDS.indexOf(a.kind) - RULE_KINDS.indexOf(b.kind),
    )
  }
}

const isWithin = (path: string, prefix: string): boolean =>
  path === prefix || (path.startsWith(prefix) && /^[.[]/.test(path.slice(prefix.length)))

function movedUp(path: Path, removed: Path, index: number): Path {
  const place = removed.length - 1
  const at = path[place]
  const sameList = pathText(path.slice(0, place)) === pathText(removed.slice(0, place))
  return sameList && typeof at === 'number' && at > index
    ? [...path.slice(0, place), at - 1, ...path.slice(place + 1)]
    : path
}
