import pg from 'pg'
import type { MetaverseAttribute } from '../../../metaverse/schema.js'
import { ProblemError } from '../../../model/problem.js'
import type { Bind } from '../page.js'
import type { Visibility } from './plan.js'

/** What stands for an attribute in SQL; the one place where it is decided whether a reader gets to it. */
export interface Columns {
  /** The values as JSON: of a single-valued attribute the value, of binary whether there are any (how many). */
  selected(attribute: MetaverseAttribute, object: string): string
  /** All values, as a JSON array that is null without any. @throws ProblemError `access.denied` */
  values(attribute: MetaverseAttribute, object: string): string
  /** All search keys of an indexed attribute, likewise. @throws ProblemError `access.denied` */
  keys(attribute: MetaverseAttribute, object: string): string
  /** Whether references of an attribute are there for the reader. */
  follows(attribute: string): boolean
  /** Refuses a search or order by what the reader does not see. @throws ProblemError `access.denied` */
  demand(attribute: string): void
  /** Of these attributes, those that are hidden. */
  hidden(attributes: readonly string[]): string[]
}

function columnsFor(visibility: Visibility): Columns {
  const demand = (attribute: string): void => {
    if (!visibility.sees(attribute)) throw notSeen(attribute)
  }
  return {
    demand,
    selected: (attribute, object) =>
      visibility.sees(attribute.name) ? selected(attribute, held(object, 'attributes', attribute.name)) : 'null',
    values(attribute, object) {
      demand(attribute.name)
      return held(object, 'attributes', attribute.name)
    },
    keys(attribute, object) {
      demand(attribute.name)
      return held(object, 'keys', attribute.name)
    },
    follows: attribute => visibility.sees(attribute),
    hidden: attributes => attributes.filter(attribute => !visibility.sees(attribute)),
  }
}

function selected({ type, multivalued }: MetaverseAttribute, values: string): string {
  if (type === 'binary') return `jsonb_array_length(${values})`
  if (multivalued) return values
  return type === 'boolean' ? `${values}->>0 = 'true'` : `${values}->0`
}

// The attribute is part of the text, so that the expression index made for it applies.
const held = (object: string, column: 'attributes' | 'keys', name: string): string =>
  `(${object}.${column}->${pg.escapeLiteral(name)})`

/** A search or order by what is hidden. */
export const notSeen = (attribute: string): ProblemError =>
  new ProblemError({
    code: 'access.denied',
    message: `${attribute} cannot be searched or ordered by: it is not yours to see.`,
    hint: 'Leave it out, or use a key that may see it.',
  })

/** What conditions are written with. */
export interface Writing {
  readonly bind: Bind
  readonly columns: Columns
  /** A name for a table that is not used yet. */
  readonly alias: () => string
  /** A text that is part of the statement: names of the configuration, never what a request says. */
  readonly literal: (text: string) => string
  /** The same, with every attribute in sight. */
  readonly unrestricted: () => Writing
}

export function newWriting(bind: Bind, visibility: Visibility): Writing {
  let aliases = 0
  const seeing = (one: Visibility): Writing => ({
    bind,
    columns: columnsFor(one),
    alias: () => `t${++aliases}`,
    literal: pg.escapeLiteral,
    unrestricted: () => seeing({ sees: () => true }),
  })
  return seeing(visibility)
}
