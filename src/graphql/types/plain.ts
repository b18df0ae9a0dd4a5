import { Field } from 'type-graphql'

type TypeFunction = Parameters<typeof Field>[0] & (() => unknown)

/** A field that is read from the value as it is, without a resolver: what most fields are, and what costs least. */
export const Plain = (type: TypeFunction, description: string): PropertyDecorator =>
  Field(type, { simple: true, description }) as PropertyDecorator

/** As {@link Plain}, for a field that may be null. */
export const PlainOrNull = (type: TypeFunction, description: string): PropertyDecorator =>
  Field(type, { simple: true, nullable: true, description }) as PropertyDecorator
