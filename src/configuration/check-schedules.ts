import { capabilitiesWith } from '../connectors/connector.js'
import { didYouMean } from '../rules/nearest.js'
import type { Connectors } from './check-agent.js'
import { cronProblem, isTimeZone } from './cron.js'
import type { HubDocument } from './document.js'
import { agentNames, entriesOf } from './normal-forms.js'
import type { Path } from './place.js'
import type { Report } from './report.js'

/** Checks times, and that every run exists. */
export function checkSchedules(document: HubDocument, connectors: Connectors, report: Report): void {
  for (const [name, schedule] of entriesOf(document.schedules)) {
    const path = ['schedules', name]
    checkDue(document, connectors, schedule, path, report)
    const wrong = schedule.cron === undefined ? undefined : cronProblem(schedule.cron)
    if (wrong)
      report.error({ path: [...path, 'cron'], message: wrong, hint: 'For example "0 2 * * *": every day at 2:00.' })
    if (schedule.timezone !== undefined && !isTimeZone(schedule.timezone)) {
      const hint = didYouMean(
        schedule.timezone,
        Intl.supportedValuesOf('timeZone'),
        'Expected an IANA name such as Europe/Berlin.',
      )
      report.error({ path: [...path, 'timezone'], message: `Unknown time zone ${schedule.timezone}`, hint })
    }
    schedule.runs.forEach(({ agent, profile }, i) => {
      const at = [...path, 'runs', i]
      const written = document.agents?.[agent]
      if (!written) {
        report.error({
          path: [...at, 'agent'],
          message: `Unknown agent ${agent}`,
          hint: didYouMean(agent, agentNames(document)),
        })
        return
      }
      const profiles = Object.keys(written.runProfiles ?? {})
      if (profiles.includes(profile)) return
      const hint = didYouMean(profile, profiles, `Define it under agents.${agent}.runProfiles.`)
      report.error({ path: [...at, 'profile'], message: `Unknown run profile ${profile} of ${agent}`, hint })
    })
  }
}

type ScheduleDocument = NonNullable<HubDocument['schedules']>[string]

function checkDue(
  document: HubDocument,
  connectors: Connectors,
  { cron, watch }: ScheduleDocument,
  path: Path,
  report: Report,
): void {
  if ((cron === undefined) === (watch === undefined)) {
    const message =
      cron === undefined ? 'The schedule says nowhere when it is due' : 'The schedule has both cron and watch'
    report.error({ path, message, hint: 'Write either cron, a time, or watch, an agent whose source is watched.' })
    return
  }
  if (watch === undefined) return
  const agent = document.agents?.[watch]
  const connector = agent && connectors.named(agent.connector)
  if (agent === undefined) {
    const hint = didYouMean(watch, agentNames(document))
    report.error({ path: [...path, 'watch'], message: `Unknown agent ${watch}`, hint })
  } else if (connector !== undefined && !capabilitiesWith(connector, agent?.settings).watch) {
    const message = `The connector ${connector.name} cannot watch its source`
    report.error({ path: [...path, 'watch'], message, hint: 'Use cron, as often as the source can be asked.' })
  }
}
