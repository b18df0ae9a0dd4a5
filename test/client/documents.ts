import { graphql } from './generated/index.js'

export const PEOPLE = graphql(`
  query People($search: String, $first: Int = 25, $after: String) {
    people(search: $search, first: $first, after: $after, orderBy: [DISPLAY_NAME_ASC]) {
      totalCount
      nodes { id displayName mail manager { displayName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const ONE = graphql(`
  query One($mail: String!) { personBy(by: { mail: $mail }) { id displayName photo } }
`)

/** Without the page's end, a list cannot go on. */
export const FIRST_NAMES = graphql(`
  query FirstNames($after: String) {
    people(first: 5, after: $after) { nodes { displayName } pageInfo { hasNextPage } }
  }
`)

export const UNNUMBERED = graphql(`
  subscription Unnumbered($run: ID!) { runProgress(runId: $run) { kind } }
`)
