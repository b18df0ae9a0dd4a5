/** Where bugs are told; pino's form. */
export interface Log {
  error(details: object, message: string): void
  info(details: object, message: string): void
}
