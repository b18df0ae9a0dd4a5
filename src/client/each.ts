import { HubError } from './hub-error.js'

/** A page of a list, as a document must ask for it: `nodes { … } pageInfo { hasNextPage endCursor }`. */
export interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined }
}

/** All objects of a list, page by page; the next page is asked for when the last one has been read. */
export async function* each<Node>(
  ask: (after: string | undefined) => Promise<Page<Node> | null | undefined>,
): AsyncGenerator<Node, void, undefined> {
  let after: string | undefined
  for (;;) {
    const page = await ask(after)
    if (page == null) return
    yield* page.nodes
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage) return
    if (endCursor == null || endCursor === after) throw noWayOn()
    after = endCursor
  }
}

const noWayOn = (): HubError =>
  new HubError({
    code: 'request.invalid',
    message: 'The list does not go on from page to page.',
    hint: 'Select pageInfo { hasNextPage endCursor }, and pass the variable $after on as after.',
  })
