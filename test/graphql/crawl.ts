import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  type OperationTypeNode,
} from 'graphql'
import type { RootType } from '../../src/graphql/root-needs.js'
import { minimalArguments } from './minimal-request.js'
import { documentOn, further, standingAt, startOf, type Way } from './way.js'

type Field = GraphQLField<unknown, unknown>

/** An answer as it is judged. */
export interface Told {
  readonly data: unknown
  readonly errors: readonly {
    readonly path?: readonly unknown[]
    readonly message: string
    readonly extensions: { readonly code: string }
  }[]
}

export interface Crawled {
  /** The first way to each type of which there was an object. */
  readonly ways: ReadonlyMap<string, Way>
  /** The fields that were refused, as `Type.field`. */
  readonly refused: ReadonlySet<string>
  /** What was answered, or not, as nobody expects it. */
  readonly wrong: readonly string[]
}

export interface Crawl {
  readonly schema: GraphQLSchema
  readonly ask: (root: RootType, document: string) => Promise<Told>
  /** Arguments of a field, as text; several: each is another way. */
  readonly given: (field: string) => readonly string[] | undefined
  /** Whether a field, as `Type.field`, is to be refused. */
  readonly refuses: (field: string) => boolean
}

const ROOTS: readonly RootType[] = ['Query', 'Mutation', 'Subscription']
/** So many ways to a type are tried until each of its fields has led to an object. */
const MOST_WAYS = 6
/** So many levels below a type are asked for together. */
const DEEP = 3

/**
 * Asks for every field of every type that can be got at, from the roots on, with whatever key `ask` has. One after the other: what is done to
 * entries, and previewed, excludes each other.
 */
export async function crawl(options: Crawl): Promise<Crawled> {
  const crawling = new Crawling(options)
  const ways: Way[] = []
  for (const root of ROOTS) ways.push(...(await crawling.enter(root)))
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) ways.push(...(await crawling.go(way)))
  crawling.sayUnasked()
  return crawling
}

/** A field that was asked for, and of what. */
interface Asked {
  readonly way: Way
  readonly field: Field
  readonly call: string
}

class Crawling implements Crawled {
  readonly ways = new Map<string, Way>()
  readonly refused = new Set<string>()
  readonly wrong: string[] = []
  readonly #options: Crawl
  readonly #visits = new Map<string, number>()
  /** Fields that have been asked for, and those that have led to an object. */
  readonly #asked = new Set<string>()
  readonly #led = new Set<string>()
  readonly #edges = new Set<string>()

  constructor(options: Crawl) {
    this.#options = options
  }

  /** Every field of a root by itself: one that is refused may take the others with it. */
  async enter(root: RootType): Promise<Way[]> {
    const way = startOf(root)
    const type = this.#options.schema.getRootType(root.toLowerCase() as OperationTypeNode)
    const found: Way[] = []
    for (const field of Object.values(type?.getFields() ?? {})) {
      for (const call of callsOf(this.#options, root, field)) {
        const { data } = await this.#options.ask(root, documentOn(way, `${call} { __typename }`))
        found.push(...this.#found({ way, field, call }, data))
      }
    }
    return found
  }

  /** Goes a way if that is worth it: to what has not been seen whole, or by another field to what refuses something. */
  async go(way: Way): Promise<Way[]> {
    const { type, by } = way
    const found: Way[] = []
    const visits = this.#visits.get(type) ?? 0
    if (visits < MOST_WAYS && this.#fields(type).some(field => this.#isUnseen(type, field))) {
      this.#visits.set(type, visits + 1)
      found.push(...(await this.#answered(way)))
    }
    const edge = `${by} ${type}`
    if (this.#edges.has(edge)) return found
    this.#edges.add(edge)
    for (const field of this.#fields(type))
      if (this.#options.refuses(`${type}.${field.name}`)) found.push(...(await this.#refused(way, field)))
    return found
  }

  /** Fields that are to be answered, and what is below them: no error is expected at all. */
  async #answered(way: Way): Promise<Way[]> {
    const asked: Asked[] = []
    const selection = this.#selectionOn(way, DEEP, asked)
    const { data, errors } = await this.#options.ask(way.root, documentOn(way, selection))
    for (const { path = [], message, extensions } of errors) {
      const at = path.filter(step => typeof step === 'string')
      const told = asked.find(({ way, field }) => [...way.path, field.name].join() === at.join())
      const field = told === undefined ? at.join('.') : `${told.way.type}.${told.field.name}`
      if (extensions.code === 'access.denied') this.refused.add(field)
      else this.wrong.push(`${way.by} to ${field}: ${message}`)
    }
    return asked.flatMap(each => this.#found(each, data))
  }

  /** What has not been seen of a type, and of what that leads to. */
  #selectionOn(way: Way, depth: number, asked: Asked[]): string {
    const fields = this.#fields(way.type).filter(field => this.#isUnseen(way.type, field))
    return fields
      .map(field => {
        const [call = ''] = callsOf(this.#options, way.type, field)
        asked.push({ way, field, call })
        const type = getNamedType(field.type)
        const isNew = isObjectType(type) && depth > 0 && !asked.some(each => each.way.type === type.name)
        if (!isNew || !this.#fields(type.name).some(each => this.#isUnseen(type.name, each)))
          return selected(call, field)
        return `${call} { __typename ${this.#selectionOn(further(way, call, type.name), depth - 1, asked)} }`
      })
      .join(' ')
  }

  /** A field that is to be refused, by itself, wherever its object comes from. */
  async #refused(way: Way, field: Field): Promise<Way[]> {
    const { type, by } = way
    const [call = ''] = callsOf(this.#options, type, field)
    const { data, errors } = await this.#options.ask(way.root, documentOn(way, selected(call, field)))
    const isRefused = errors.some(
      ({ path, extensions }) => extensions.code === 'access.denied' && path?.at(-1) === field.name,
    )
    if (isRefused) this.refused.add(`${type}.${field.name}`)
    if (standingAt(data, way.path).some(each => each[field.name] != null))
      this.wrong.push(`${by} to ${type}.${field.name} was answered`)
    return this.#found({ way, field, call }, data)
  }

  /** The ways on by a field, one for each type of what it has led to. */
  #found({ way, field, call }: Asked, data: unknown): Way[] {
    const objects = standingAt(data, way.path)
    if (objects.length > 0) this.#asked.add(`${way.type}.${field.name}`)
    const names = objects.flatMap(each => standingAt(each[field.name], [])).flatMap(each => each.__typename ?? [])
    const ways = [...new Set(names)].map(name => further(way, call, String(name)))
    for (const each of ways) {
      this.#led.add(each.by)
      if (!this.ways.has(each.type)) this.ways.set(each.type, each)
    }
    return ways
  }

  /** No object of a type was there without all of its fields being asked for. */
  sayUnasked(): void {
    for (const type of this.ways.keys())
      for (const { name } of this.#fields(type))
        if (!this.#asked.has(`${type}.${name}`) && !this.#options.refuses(`${type}.${name}`))
          this.wrong.push(`${type}.${name} was not asked for`)
  }

  #fields(type: string): Field[] {
    return Object.values((this.#options.schema.getType(type) as GraphQLObjectType).getFields())
  }

  /** Never asked for with an object there, or of objects and without one so far; of a list, also while it has been empty. */
  #isUnseen(type: string, field: Field): boolean {
    const name = `${type}.${field.name}`
    if (this.#options.refuses(name)) return false
    const on = getNamedType(field.type)
    if (!isCompositeType(on)) return !this.#asked.has(name)
    return !this.#led.has(name) || (on.name.endsWith('Connection') && !this.#led.has(`${on.name}.edges`))
  }
}

/** A field with its arguments: those that are given, or that it must have and a short page. */
function callsOf({ given }: Crawl, type: string, field: Field): string[] {
  const page = field.args.some(({ name }) => name === 'first') ? ['first: 5'] : []
  const texts = given(`${type}.${field.name}`) ?? [[minimalArguments(field), ...page].filter(Boolean).join(', ')]
  return texts.map(text => (text === '' ? field.name : `${field.name}(${text})`))
}

const selected = (call: string, { type }: Field): string =>
  isCompositeType(getNamedType(type)) ? `${call} { __typename }` : call
