/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What happened to a profile of a farm; LEFT: its person is gone, or is none of the farm any more. */
export type FarmChangeKind =
  /** The token changed. */
  | 'CHANGED'
  /** The token entered. */
  | 'ENTERED'
  /** The token left. */
  | 'LEFT';

export type PeopleQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type PeopleQuery = { farm: { profiles: { totalCount: number, nodes: Array<{ id: string, name: string | null, title: string | null, photo: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type CardFragment = { id: string, name: string | null, title: string | null, photo: string | null };

export type ProfileQueryVariables = Exact<{
  id: string | number;
  shown: Array<string> | string;
}>;


export type ProfileQuery = { farm: { profile: { id: string, name: string | null, title: string | null, photo: string | null, properties: Array<{ name: string, values: Array<string> }>, managers: Array<{ id: string, name: string | null, title: string | null, photo: string | null }>, directReports: Array<{ id: string, name: string | null, title: string | null, photo: string | null }>, groups: { nodes: Array<{ id: string, name: string | null }> } } | null } };

export type PlaceQueryVariables = Exact<{ [key: string]: never; }>;


export type PlaceQuery = { farm: { changes: { cursor: string } } };

export type ChangesSubscriptionVariables = Exact<{
  after: string;
}>;


export type ChangesSubscription = { farmChanges:
    | { cursor: string, kind: FarmChangeKind, id: string, profile: { id: string, name: string | null, title: string | null, photo: string | null } | null }
    | { after: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CardFragmentDoc = new TypedDocumentString(`
    fragment Card on FarmProfile {
  id
  name: property(name: "PreferredName")
  title: property(name: "Title")
  photo: property(name: "PictureURL")
}
    `, {"fragmentName":"Card"}) as unknown as TypedDocumentString<CardFragment, unknown>;
export const PeopleDocument = new TypedDocumentString(`
    query People($search: String, $after: String) {
  farm {
    profiles(search: $search, first: 24, after: $after) {
      totalCount
      nodes {
        ...Card
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment Card on FarmProfile {
  id
  name: property(name: "PreferredName")
  title: property(name: "Title")
  photo: property(name: "PictureURL")
}`) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile($id: ID!, $shown: [String!]!) {
  farm {
    profile(id: $id) {
      ...Card
      properties(names: $shown) {
        name
        values
      }
      managers {
        ...Card
      }
      directReports {
        ...Card
      }
      groups(transitive: true) {
        nodes {
          id
          name
        }
      }
    }
  }
}
    fragment Card on FarmProfile {
  id
  name: property(name: "PreferredName")
  title: property(name: "Title")
  photo: property(name: "PictureURL")
}`) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const PlaceDocument = new TypedDocumentString(`
    query Place {
  farm {
    changes {
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<PlaceQuery, PlaceQueryVariables>;
export const ChangesDocument = new TypedDocumentString(`
    subscription Changes($after: String!) {
  farmChanges(after: $after) {
    ... on FarmChange {
      cursor
      kind
      id
      profile {
        ...Card
      }
    }
    ... on Lagged {
      after
    }
  }
}
    fragment Card on FarmProfile {
  id
  name: property(name: "PreferredName")
  title: property(name: "Title")
  photo: property(name: "PictureURL")
}`) as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;