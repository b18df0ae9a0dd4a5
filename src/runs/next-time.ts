import { CronExpressionParser } from 'cron-parser'

/** When a schedule is due next after a moment, as the queue's clock reads its expression. */
export const nextTime = (cron: string, timezone: string, after: Date): Date =>
  CronExpressionParser.parse(cron, { tz: timezone, strict: false, currentDate: after }).next().toDate()
