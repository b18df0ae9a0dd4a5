import { objectMeant } from '../../service/object-search.js'
import type { CommandDefinition, Context } from '../command.js'
import { loadPast } from '../history/past.js'
import { pastLines, timelineLines } from '../history/text.js'
import { loadTimeline } from '../history/timeline.js'
import type { OpenedHub } from '../open-hub.js'
import { pastMoment, positiveNumber } from '../parse.js'
import { withHub } from '../with-hub.js'

export const historyCommand: CommandDefinition = {
  usage: 'history <object>',
  summary: 'show what happened to a metaverse object, or what it was',
  description:
    'Shows what happened to a metaverse object, the newest first: values before and after, links and references, each with the run, the rule and the entry that caused it. Name the object by its number, its GUID, or an attribute and its value. An object that is gone is found by what it had when it was deleted.',
  options: [
    { flags: '--as-of <time>', description: 'show what it was at that time, and who gave it', parse: pastMoment },
    { flags: '--limit <number>', description: 'how many events to show', default: 20, parse: positiveNumber },
    { flags: '--json', description: 'one JSON object' },
  ],
  examples: [
    ['hub history employeeID=1001', 'who changed what of this person, and when?'],
    ['hub history 2001 --as-of 2026-11-20T08:00Z', 'what was this object then?'],
  ],
  action: (context, [text = ''], { asOf, limit }) =>
    withHub(context, {}, async opened => {
      const object = await objectMeant(opened.hub, opened.actor, text)
      if (asOf instanceof Date) await showPast(context, opened, { object, at: asOf })
      else await showTimeline(context, opened, { object, limit: limit as number })
      return 'good'
    }),
}

async function showPast(
  { screen }: Context,
  opened: OpenedHub,
  { object, at }: { readonly object: number; readonly at: Date },
): Promise<void> {
  const past = await loadPast(opened, object, at)
  if (screen.json) screen.object(past ?? null)
  else if (past === undefined) screen.line(`There was no object ${object} at ${at.toISOString()}.`)
  else for (const line of pastLines(past)) screen.line(line)
}

async function showTimeline(
  { screen }: Context,
  opened: OpenedHub,
  { object, limit }: { readonly object: number; readonly limit: number },
): Promise<void> {
  const timeline = await loadTimeline(opened, object, limit)
  if (screen.json) screen.object(timeline)
  else for (const line of timelineLines(timeline, screen.paint)) screen.line(line)
}
