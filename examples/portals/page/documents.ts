import { graphql } from './generated/index.js'

/** Everything that the pages ask. The key of a farm sees its own people alone, and of them its view. */
export const PEOPLE = graphql(`
  query People($search: String, $after: String) {
    farm {
      profiles(search: $search, first: 24, after: $after) {
        totalCount
        nodes { ...Card }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
  fragment Card on FarmProfile {
    id
    name: property(name: "PreferredName")
    title: property(name: "Title")
    photo: property(name: "PictureURL")
  }
`)

export const PROFILE = graphql(`
  query Profile($id: ID!, $shown: [String!]!) {
    farm {
      profile(id: $id) {
        ...Card
        properties(names: $shown) { name values }
        managers { ...Card }
        directReports { ...Card }
        groups(transitive: true) { nodes { id name } }
      }
    }
  }
`)

export const PLACE = graphql(`
  query Place {
    farm { changes { cursor } }
  }
`)

export const CHANGES = graphql(`
  subscription Changes($after: String!) {
    farmChanges(after: $after) {
      ... on FarmChange { cursor kind id profile { ...Card } }
      ... on Lagged { after }
    }
  }
`)
