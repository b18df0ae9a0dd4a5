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
    "\n  query People($search: String, $first: Int = 25, $after: String) {\n    people(search: $search, first: $first, after: $after, orderBy: [DISPLAY_NAME_ASC]) {\n      totalCount\n      nodes { id displayName mail manager { displayName } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.PeopleDocument,
    "\n  query One($mail: String!) { personBy(by: { mail: $mail }) { id displayName photo } }\n": typeof types.OneDocument,
    "\n  query FirstNames($after: String) {\n    people(first: 5, after: $after) { nodes { displayName } pageInfo { hasNextPage } }\n  }\n": typeof types.FirstNamesDocument,
    "\n  subscription Unnumbered($run: ID!) { runProgress(runId: $run) { kind } }\n": typeof types.UnnumberedDocument,
};
const documents: Documents = {
    "\n  query People($search: String, $first: Int = 25, $after: String) {\n    people(search: $search, first: $first, after: $after, orderBy: [DISPLAY_NAME_ASC]) {\n      totalCount\n      nodes { id displayName mail manager { displayName } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.PeopleDocument,
    "\n  query One($mail: String!) { personBy(by: { mail: $mail }) { id displayName photo } }\n": types.OneDocument,
    "\n  query FirstNames($after: String) {\n    people(first: 5, after: $after) { nodes { displayName } pageInfo { hasNextPage } }\n  }\n": types.FirstNamesDocument,
    "\n  subscription Unnumbered($run: ID!) { runProgress(runId: $run) { kind } }\n": types.UnnumberedDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($search: String, $first: Int = 25, $after: String) {\n    people(search: $search, first: $first, after: $after, orderBy: [DISPLAY_NAME_ASC]) {\n      totalCount\n      nodes { id displayName mail manager { displayName } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): typeof import('./graphql.js').PeopleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query One($mail: String!) { personBy(by: { mail: $mail }) { id displayName photo } }\n"): typeof import('./graphql.js').OneDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FirstNames($after: String) {\n    people(first: 5, after: $after) { nodes { displayName } pageInfo { hasNextPage } }\n  }\n"): typeof import('./graphql.js').FirstNamesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Unnumbered($run: ID!) { runProgress(runId: $run) { kind } }\n"): typeof import('./graphql.js').UnnumberedDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
