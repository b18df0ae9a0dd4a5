/** Whether what is sent cannot be read on the way. */
export const isSecret = (url: string, { startTls }: { readonly startTls: boolean }): boolean =>
  url.startsWith('ldaps:') || startTls
