import { loadRuleSet } from '../configuration/load.js'
import type { RuleSet } from '../rules/rule-set.js'
import { VERSION_CHANNEL } from '../storage/configuration/versions.js'
import { listen } from '../storage/listen.js'
import type { Hub } from './hub.js'

/** An announcement is only a hint: without one, a new version is seen so much later. */
const LOOK_EVERY_MS = 5_000

export interface FollowedConfiguration {
  close(): Promise<void>
}

/**
 * Calls with the rules in force, now and whenever another version comes in force, whichever process applied it. A version that
 * this hub cannot use is told to the log, and the last one stays.
 */
export async function followConfiguration(
  hub: Hub,
  onChange: (rules: RuleSet) => void,
): Promise<FollowedConfiguration> {
  let last = -1
  let failed = ''
  let looking: Promise<void> | undefined
  let again = false
  const look = async (): Promise<void> => {
    do {
      again = false
      try {
        const { version, rules } = await loadRuleSet(hub.database)
        if (version !== last) onChange(rules)
        last = version
        failed = ''
      } catch (error) {
        // Once for each trouble, not every few seconds.
        if (failed !== String(error))
          hub.log.error({ error }, 'the configuration in force cannot be shown in the graph')
        failed = String(error)
      }
    } while (again)
    looking = undefined
  }
  const lookNow = (): Promise<void> => {
    again = true
    looking ??= look()
    return looking
  }
  const listener = await listen(hub.database.url, [VERSION_CHANNEL], {
    onNotification: () => void lookNow(),
    onReconnect: () => void lookNow(),
  })
  await lookNow()
  const timer = setInterval(() => void lookNow(), LOOK_EVERY_MS)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await listener.close()
      await looking
    },
  }
}
