import { type ClientOptions, connect, readAnswer } from './connection.js'
import type { Document, VariablesOf } from './document.js'
import { each, type Page } from './each.js'
import { errorOf } from './hub-error.js'
import { linesOf } from './lines.js'
import { type SubscribeOptions, subscribe } from './subscribe.js'

export interface RequestOptions {
  readonly signal?: AbortSignal
  /** Which operation of the document, where it has several. */
  readonly operationName?: string
}

export interface ExportOptions {
  /** The argument `where` of the list. */
  readonly where?: object
  /** Names, through references with dots; without it the id and all attributes that are not binary. */
  readonly fields?: readonly string[]
  /** Such as `DISPLAY_NAME_ASC`. */
  readonly orderBy?: readonly string[]
  readonly search?: string
  readonly signal?: AbortSignal
}

/** An application's way to the graph of one hub. It holds nothing open but subscriptions that are being read. */
export interface Client {
  /**
   * Asks a query, or does a mutation; what a mutation could not do is in the `problems` of its payload (see `withoutProblems`).
   * @throws HubError when any field has failed; its `data` has the others
   */
  request<Result, Variables>(
    document: Document<Result, Variables>,
    ...rest: [...VariablesOf<Variables>, options?: RequestOptions]
  ): Promise<Result>
  /** All objects of a list: the document passes `$after` on as `after`, and `pick` finds the page in its answer; null: there is no list. */
  each<Result, Variables, Node>(
    document: Document<Result, Variables>,
    variables: Variables,
    pick: (result: Result) => Page<Node> | null | undefined,
    options?: RequestOptions,
  ): AsyncGenerator<Node, void, undefined>
  /** The events of a subscription; goes on by itself where it was cut off. Leaving the loop ends it. */
  subscribe<Result, Variables>(
    document: Document<Result, Variables>,
    variables: Variables,
    options?: SubscribeOptions<Result, Variables>,
  ): AsyncGenerator<Result, void, undefined>
  /** A whole list at the speed of the database, object by object (`people`). @throws HubError also when it breaks off */
  export<Row>(list: string, options?: ExportOptions): AsyncGenerator<Row, void, undefined>
  /** A binary value, such as a photo, from the path that the graph gave. */
  download(path: string, options?: RequestOptions): Promise<Response>
}

export function createClient(options: ClientOptions): Client {
  const connection = connect(options)

  async function ask<Result>(query: string, variables: unknown, given: RequestOptions = {}): Promise<Result> {
    const { signal, operationName } = given
    const response = await connection.send('/graphql', {
      body: { query, variables, operationName },
      accept: 'application/graphql-response+json, application/json',
      signal,
    })
    const { data, errors } = await readAnswer(response)
    if (errors?.length) throw errorOf(errors, { status: response.status, data })
    return data as Result
  }

  return {
    request: (document, ...[variables, given]) =>
      ask(document.toString(), variables, given as RequestOptions | undefined),
    each: (document, variables, pick, given) =>
      each(async after =>
        pick(await ask(document.toString(), after === undefined ? variables : { ...variables, after }, given)),
      ),
    subscribe: (document, variables, given = {}) => subscribe(connection, document, variables, given),
    async *export<Row>(list: string, { signal, ...asked }: ExportOptions = {}) {
      const response = await connection.send(`/export/${encodeURIComponent(list)}?${exportQuery(asked)}`, { signal })
      for await (const line of linesOf(response)) if (line !== '') yield JSON.parse(line) as Row
    },
    download: (path, { signal } = {}) => connection.send(path, { signal }),
  }
}

function exportQuery({ where, fields, orderBy, search }: Omit<ExportOptions, 'signal'>): URLSearchParams {
  return new URLSearchParams({
    format: 'ndjson',
    ...(where && { where: JSON.stringify(where) }),
    ...(fields && { fields: fields.join(',') }),
    ...(orderBy && { orderBy: orderBy.join(',') }),
    ...(search !== undefined && { search }),
  })
}
