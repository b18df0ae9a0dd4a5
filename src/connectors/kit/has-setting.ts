/** Whether settings that are not checked yet have one, for what a connector can do with them. */
export const hasSetting = (settings: unknown, name: string): boolean =>
  typeof settings === 'object' && settings !== null && (settings as Record<string, unknown>)[name] !== undefined
