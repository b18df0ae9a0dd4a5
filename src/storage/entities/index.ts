export { ApiKey } from './access.js'
export { Agent, ConfigurationVersion, Rule, RunProfile, Schedule } from './configuration.js'
