export { ApiKey, AuditEvent } from './access.js'
export { Agent, ConfigurationVersion, Rule, RunProfile, Schedule } from './configuration.js'
