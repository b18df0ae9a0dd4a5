import { graphql } from './generated/index.js'

/**
 * Everything that the pages ask. `$scope` and what begins with `with` are the portal's to say: its server sets them, whatever a
 * page sends.
 */
export const PEOPLE = graphql(`
  query People($search: String, $after: String, $scope: PersonWhere! = {}) {
    people(search: $search, where: $scope, orderBy: [DISPLAY_NAME_ASC], first: 24, after: $after) {
      totalCount
      nodes { ...Card }
      pageInfo { hasNextPage endCursor }
    }
  }
  fragment Card on Person { id displayName title photo changedAt }
`)

export const PROFILE = graphql(`
  query Profile(
    $id: ID!
    $scope: PersonWhere! = {}
    $withContact: Boolean! = false
    $withDepartment: Boolean! = false
    $withPlace: Boolean! = false
  ) {
    profile: people(where: { and: [$scope, { id: { eq: $id } }] }, first: 1) {
      nodes {
        ...Card
        mail @include(if: $withContact)
        phoneNumbers @include(if: $withContact)
        department @include(if: $withDepartment)
        city @include(if: $withPlace)
      }
    }
    reports: people(
      where: { and: [$scope, { manager: { id: { eq: $id } } }] }
      orderBy: [DISPLAY_NAME_ASC]
      first: 50
    ) {
      totalCount
      nodes { ...Card }
    }
  }
`)

/** Not the field manager: whoever is outside of the scope has no name here. */
export const MANAGER = graphql(`
  query Manager($id: ID!, $scope: PersonWhere! = {}) {
    people(where: { and: [$scope, { directReports: { some: { id: { eq: $id } } } }] }, first: 1) {
      nodes { ...Card }
    }
  }
`)

export const CHANGES = graphql(`
  query Changes($since: DateTime!, $after: String, $scope: PersonWhere! = {}) {
    people(
      where: { and: [$scope, { changedAt: { gt: $since } }] }
      orderBy: [CHANGED_AT_ASC]
      first: 100
      after: $after
    ) {
      nodes { ...Card }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const NEWEST = graphql(`
  query Newest($scope: PersonWhere! = {}) {
    people(where: $scope, orderBy: [CHANGED_AT_DESC], first: 1) { nodes { changedAt } }
  }
`)
