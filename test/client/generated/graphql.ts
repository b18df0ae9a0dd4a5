/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What an event of a run tells. */
export type RunEventKind =
  /** The token problem. */
  | 'PROBLEM'
  /** The token progress. */
  | 'PROGRESS'
  /** The token run-ended. */
  | 'RUN_ENDED'
  /** The token run-queued. */
  | 'RUN_QUEUED'
  /** The token run-started. */
  | 'RUN_STARTED'
  /** The token step-ended. */
  | 'STEP_ENDED'
  /** The token step-started. */
  | 'STEP_STARTED';

export type PeopleQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PeopleQuery = { people: { totalCount: number, nodes: Array<{ id: string, displayName: string | null, mail: string | null, manager: { displayName: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OneQueryVariables = Exact<{
  mail: string;
}>;


export type OneQuery = { personBy: { id: string, displayName: string | null, photo: string | null } | null };

export type FirstNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FirstNamesQuery = { people: { nodes: Array<{ displayName: string | null }>, pageInfo: { hasNextPage: boolean } } };

export type UnnumberedSubscriptionVariables = Exact<{
  run: string | number;
}>;


export type UnnumberedSubscription = { runProgress: { kind: RunEventKind } };

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

export const PeopleDocument = new TypedDocumentString(`
    query People($search: String, $first: Int = 25, $after: String) {
  people(
    search: $search
    first: $first
    after: $after
    orderBy: [DISPLAY_NAME_ASC]
  ) {
    totalCount
    nodes {
      id
      displayName
      mail
      manager {
        displayName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const OneDocument = new TypedDocumentString(`
    query One($mail: String!) {
  personBy(by: {mail: $mail}) {
    id
    displayName
    photo
  }
}
    `) as unknown as TypedDocumentString<OneQuery, OneQueryVariables>;
export const FirstNamesDocument = new TypedDocumentString(`
    query FirstNames($after: String) {
  people(first: 5, after: $after) {
    nodes {
      displayName
    }
    pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<FirstNamesQuery, FirstNamesQueryVariables>;
export const UnnumberedDocument = new TypedDocumentString(`
    subscription Unnumbered($run: ID!) {
  runProgress(runId: $run) {
    kind
  }
}
    `) as unknown as TypedDocumentString<UnnumberedSubscription, UnnumberedSubscriptionVariables>;