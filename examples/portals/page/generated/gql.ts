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
    "\n  query People($search: String, $after: String) {\n    farm {\n      profiles(search: $search, first: 24, after: $after) {\n        totalCount\n        nodes { ...Card }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment Card on FarmProfile {\n    id\n    name: property(name: \"PreferredName\")\n    title: property(name: \"Title\")\n    photo: property(name: \"PictureURL\")\n  }\n": typeof types.PeopleDocument,
    "\n  query Profile($id: ID!, $shown: [String!]!) {\n    farm {\n      profile(id: $id) {\n        ...Card\n        properties(names: $shown) { name values }\n        managers { ...Card }\n        directReports { ...Card }\n        groups(transitive: true) { nodes { id name } }\n      }\n    }\n  }\n": typeof types.ProfileDocument,
    "\n  query Place {\n    farm { changes { cursor } }\n  }\n": typeof types.PlaceDocument,
    "\n  subscription Changes($after: String!) {\n    farmChanges(after: $after) {\n      ... on FarmChange { cursor kind id profile { ...Card } }\n      ... on Lagged { after }\n    }\n  }\n": typeof types.ChangesDocument,
};
const documents: Documents = {
    "\n  query People($search: String, $after: String) {\n    farm {\n      profiles(search: $search, first: 24, after: $after) {\n        totalCount\n        nodes { ...Card }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment Card on FarmProfile {\n    id\n    name: property(name: \"PreferredName\")\n    title: property(name: \"Title\")\n    photo: property(name: \"PictureURL\")\n  }\n": types.PeopleDocument,
    "\n  query Profile($id: ID!, $shown: [String!]!) {\n    farm {\n      profile(id: $id) {\n        ...Card\n        properties(names: $shown) { name values }\n        managers { ...Card }\n        directReports { ...Card }\n        groups(transitive: true) { nodes { id name } }\n      }\n    }\n  }\n": types.ProfileDocument,
    "\n  query Place {\n    farm { changes { cursor } }\n  }\n": types.PlaceDocument,
    "\n  subscription Changes($after: String!) {\n    farmChanges(after: $after) {\n      ... on FarmChange { cursor kind id profile { ...Card } }\n      ... on Lagged { after }\n    }\n  }\n": types.ChangesDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query People($search: String, $after: String) {\n    farm {\n      profiles(search: $search, first: 24, after: $after) {\n        totalCount\n        nodes { ...Card }\n        pageInfo { hasNextPage endCursor }\n      }\n    }\n  }\n  fragment Card on FarmProfile {\n    id\n    name: property(name: \"PreferredName\")\n    title: property(name: \"Title\")\n    photo: property(name: \"PictureURL\")\n  }\n"): typeof import('./graphql.js').PeopleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Profile($id: ID!, $shown: [String!]!) {\n    farm {\n      profile(id: $id) {\n        ...Card\n        properties(names: $shown) { name values }\n        managers { ...Card }\n        directReports { ...Card }\n        groups(transitive: true) { nodes { id name } }\n      }\n    }\n  }\n"): typeof import('./graphql.js').ProfileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Place {\n    farm { changes { cursor } }\n  }\n"): typeof import('./graphql.js').PlaceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Changes($after: String!) {\n    farmChanges(after: $after) {\n      ... on FarmChange { cursor kind id profile { ...Card } }\n      ... on Lagged { after }\n    }\n  }\n"): typeof import('./graphql.js').ChangesDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
