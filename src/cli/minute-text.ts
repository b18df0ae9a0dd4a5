/** A moment to the minute, in UTC, as tables show it: 2026-11-27 08:30. */
export const minuteText = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ')
