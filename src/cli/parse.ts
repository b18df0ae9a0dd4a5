import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('Expected a whole number.')
  return number
}

export function portNumber(text: string): number {
  const port = wholeNumber(text)
  if (port > 65_535) throw new InvalidArgumentError('Expected a port from 0 (any free one) to 65535.')
  return port
}

export function moment(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Expected a date such as 2027-01-31 or 2027-01-31T12:00Z.')
  if (date.getTime() <= Date.now()) throw new InvalidArgumentError('Expected a date that is still to come.')
  return date
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text)
  if (number === 0) throw new InvalidArgumentError('Expected a whole number from 1 on.')
  return number
}

export function pastMoment(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Expected a time such as 2026-11-20 or 2026-11-20T08:00Z.')
  return date
}
