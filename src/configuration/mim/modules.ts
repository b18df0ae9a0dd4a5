import { key, plainName, uniqueNames } from './names.js'
import { PORTS, portOf, SAMPLE_MODULE } from './ports.js'

/** Functions that a module has by name. */
export type NamedKind = 'importFlow' | 'exportFlow' | 'joinMapping' | 'joinResolution'
/** Functions that a module has once. */
export type SingleKind = 'filter' | 'projection' | 'deprovision' | 'provision' | 'shouldDelete'

const PARAMETERS: Readonly<Record<NamedKind | SingleKind, string>> = {
  importFlow: '_entry, _object, hub',
  exportFlow: '_object, _entry, hub',
  joinMapping: '_entry, hub',
  joinResolution: '_entry, _hits, hub',
  filter: '_entry, hub',
  projection: '_entry, hub',
  deprovision: '_entry, _object, hub',
  provision: '_object, hub',
  shouldDelete: '_entry, _object, hub',
}

interface NamedFunction {
  readonly name: string
  readonly context: string
  readonly uses: Set<string>
}

interface NamedFunctions {
  readonly free: (wanted: string) => string
  readonly byContext: Map<string, NamedFunction>
}

/** The module with the rules in code of one agent, or of the metaverse, as it grows while rules are converted. */
export class ModuleDraft {
  readonly #named = new Map<NamedKind, NamedFunctions>()
  readonly #single = new Map<SingleKind, string | undefined>()

  constructor(
    readonly title: string,
    readonly type: 'AgentExtension' | 'MetaverseExtension',
    readonly assembly: string | undefined,
  ) {}

  /** The name that hub.yaml calls a function by: its script context. */
  named(kind: NamedKind, context: string, use: string): string {
    const ofKind = this.#named.get(kind) ?? { free: uniqueNames(), byContext: new Map() }
    this.#named.set(kind, ofKind)
    // One context of one kind is one function, however often it is used.
    const held = ofKind.byContext.get(key(context)) ?? {
      name: ofKind.free(plainName(context)),
      context,
      uses: new Set(),
    }
    ofKind.byContext.set(key(context), held)
    held.uses.add(use)
    return held.name
  }

  /** @param body the function as TypeScript, where there is a port of it */
  single(kind: SingleKind, body?: string): void {
    this.#single.set(kind, body)
  }

  get isEmpty(): boolean {
    return this.#named.size === 0 && this.#single.size === 0
  }

  /** Names of the functions that only throw. */
  get stubs(): readonly string[] {
    const named = [...this.#named].flatMap(([kind, { byContext }]) =>
      [...byContext.values()].filter(({ context }) => this.#port(kind, context) === undefined).map(({ name }) => name),
    )
    const single = [...this.#single].filter(([kind, body]) => (body ?? this.#port(kind)) === undefined)
    return [...single.map(([kind]) => kind), ...named]
  }

  get text(): string {
    const body = [
      ...[...this.#single].map(([kind, given]) => `  ${given ?? this.#singleText(kind)},\n`),
      ...[...this.#named].map(([kind, { byContext }]) => {
        const inner = [...byContext.values()].map(each => this.#namedText(kind, each)).join('')
        return `  ${kind}: {\n${inner}  },\n`
      }),
    ].join('')
    const used = PORTS.map(({ function: name }) => name).filter(name => new RegExp(`\\b${name}\\b`).test(body))
    const imports = used.length === 0 ? '' : `import { ${used.sort().join(', ')} } from './${SAMPLE_MODULE}'\n`
    const from = this.assembly === undefined ? 'a rules extension' : this.assembly
    const rest =
      this.stubs.length === 0
        ? ''
        : ' *\n * Functions that throw are not ported yet: the objects that need them fail, and nothing of them flows.\n'
    return `import type { ${this.type} } from 'identity-hub/extension'
${imports}
/**
 * Rules in code of ${this.title}: in MIM those of ${from}.
${rest} */
export default {
${body}} satisfies ${this.type}
`
  }

  #port(kind: NamedKind | SingleKind, context?: string): string | undefined {
    return portOf(this.assembly, kind, context)
  }

  #singleText(kind: SingleKind): string {
    const port = this.#port(kind)
    return port === undefined
      ? `${kind}(${PARAMETERS[kind]}) {\n    throw hub.notImplemented()\n  }`
      : `${kind}: ${port}`
  }

  #namedText(kind: NamedKind, { name, context, uses }: NamedFunction): string {
    const port = this.#port(kind, context)
    const value = port ?? `(${PARAMETERS[kind]}) => {\n      throw hub.notImplemented()\n    }`
    const about = [...uses].map(use => `    // ${use.replace(/[\r\n]+/g, ' ')}\n`).join('')
    return `${about}    ${quoted(name)}: ${value},\n`
  }
}

const quoted = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
