import { didYouMean } from '../rules/nearest.js'
import { cronProblem, isTimeZone } from './cron.js'
import type { HubDocument } from './document.js'
import { agentNames, entriesOf } from './normal-forms.js'
import type { Report } from './report.js'

/** Checks times, and that every run exists. */
export function checkSchedules(document: HubDocument, report: Report): void {
  for (const [name, schedule] of entriesOf(document.schedules)) {
    const path = ['schedules', name]
    const wrong = cronProblem(schedule.cron)
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
