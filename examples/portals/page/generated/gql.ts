/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query People($search: String, $after: String, $scope: PersonWhere! = {}) {\n    people(search: $search, where: $scope, orderBy: [DISPLAY_NAME_ASC], first: 24, after: $after) {\n      totalCount\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n  fragment Card on Person { id displayName title photo changedAt }\n": typeof types.PeopleDocument,
    "\n  query Profile(\n    $id: ID!\n    $scope: PersonWhere! = {}\n    $withContact: Boolean! = false\n    $withDepartment: Boolean! = false\n    $withPlace: Boolean! = false\n  ) {\n    profile: people(where: { and: [$scope, { id: { eq: $id } }] }, first: 1) {\n      nodes {\n        ...Card\n        mail @include(if: $withContact)\n        phoneNumbers @include(if: $withContact)\n        department @include(if: $withDepartment)\n        city @include(if: $withPlace)\n      }\n    }\n    reports: people(\n      where: { and: [$scope, { manager: { id: { eq: $id } } }] }\n      orderBy: [DISPLAY_NAME_ASC]\n      first: 50\n    ) {\n      totalCount\n      nodes { ...Card }\n    }\n  }\n": typeof types.ProfileDocument,
    "\n  query Manager($id: ID!, $scope: PersonWhere! = {}) {\n    people(where: { and: [$scope, { directReports: { some: { id: { eq: $id } } } }] }, first: 1) {\n      nodes { ...Card }\n    }\n  }\n": typeof types.ManagerDocument,
    "\n  query Changes($since: DateTime!, $after: String, $scope: PersonWhere! = {}) {\n    people(\n      where: { and: [$scope, { changedAt: { gt: $since } }] }\n      orderBy: [CHANGED_AT_ASC]\n      first: 100\n      after: $after\n    ) {\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.ChangesDocument,
    "\n  query Newest($scope: PersonWhere! = {}) {\n    people(where: $scope, orderBy: [CHANGED_AT_DESC], first: 1) { nodes { changedAt } }\n  }\n": typeof types.NewestDocument,
};
const documents: Documents = {
    "\n  query People($search: String, $after: String, $scope: PersonWhere! = {}) {\n    people(search: $search, where: $scope, orderBy: [DISPLAY_NAME_ASC], first: 24, after: $after) {\n      totalCount\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n  fragment Card on Person { id displayName title photo changedAt }\n": types.PeopleDocument,
    "\n  query Profile(\n    $id: ID!\n    $scope: PersonWhere! = {}\n    $withContact: Boolean! = false\n    $withDepartment: Boolean! = false\n    $withPlace: Boolean! = false\n  ) {\n    profile: people(where: { and: [$scope, { id: { eq: $id } }] }, first: 1) {\n      nodes {\n        ...Card\n        mail @include(if: $withContact)\n        phoneNumbers @include(if: $withContact)\n        department @include(if: $withDepartment)\n        city @include(if: $withPlace)\n      }\n    }\n    reports: people(\n      where: { and: [$scope, { manager: { id: { eq: $id } } }] }\n      orderBy: [DISPLAY_NAME_ASC]\n      first: 50\n    ) {\n      totalCount\n      nodes { ...Card }\n    }\n  }\n": types.ProfileDocument,
    "\n  query Manager($id: ID!, $scope: PersonWhere! = {}) {\n    people(where: { and: [$scope, { directReports: { some: { id: { eq: $id } } } }] }, first: 1) {\n      nodes { ...Card }\n    }\n  }\n": types.ManagerDocument,
    "\n  query Changes($since: DateTime!, $after: String, $scope: PersonWhere! = {}) {\n    people(\n      where: { and: [$scope, { changedAt: { gt: $since } }] }\n      orderBy: [CHANGED_AT_ASC]\n      first: 100\n      after: $after\n    ) {\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.ChangesDocument,
    "\n  query Newest($scope: PersonWhere! = {}) {\n    people(where: $scope, orderBy: [CHANGED_AT_DESC], first: 1) { nodes { changedAt } }\n  }\n": types.NewestDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($search: String, $after: String, $scope: PersonWhere! = {}) {\n    people(search: $search, where: $scope, orderBy: [DISPLAY_NAME_ASC], first: 24, after: $after) {\n      totalCount\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n  fragment Card on Person { id displayName title photo changedAt }\n"): typeof import('./graphql.js').PeopleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Profile(\n    $id: ID!\n    $scope: PersonWhere! = {}\n    $withContact: Boolean! = false\n    $withDepartment: Boolean! = false\n    $withPlace: Boolean! = false\n  ) {\n    profile: people(where: { and: [$scope, { id: { eq: $id } }] }, first: 1) {\n      nodes {\n        ...Card\n        mail @include(if: $withContact)\n        phoneNumbers @include(if: $withContact)\n        department @include(if: $withDepartment)\n        city @include(if: $withPlace)\n      }\n    }\n    reports: people(\n      where: { and: [$scope, { manager: { id: { eq: $id } } }] }\n      orderBy: [DISPLAY_NAME_ASC]\n      first: 50\n    ) {\n      totalCount\n      nodes { ...Card }\n    }\n  }\n"): typeof import('./graphql.js').ProfileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Manager($id: ID!, $scope: PersonWhere! = {}) {\n    people(where: { and: [$scope, { directReports: { some: { id: { eq: $id } } } }] }, first: 1) {\n      nodes { ...Card }\n    }\n  }\n"): typeof import('./graphql.js').ManagerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Changes($since: DateTime!, $after: String, $scope: PersonWhere! = {}) {\n    people(\n      where: { and: [$scope, { changedAt: { gt: $since } }] }\n      orderBy: [CHANGED_AT_ASC]\n      first: 100\n      after: $after\n    ) {\n      nodes { ...Card }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.js').ChangesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Newest($scope: PersonWhere! = {}) {\n    people(where: $scope, orderBy: [CHANGED_AT_DESC], first: 1) { nodes { changedAt } }\n  }\n"): typeof import('./graphql.js').NewestDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
