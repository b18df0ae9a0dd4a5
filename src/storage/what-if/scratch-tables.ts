/** Tables whose rows the engine decides by: a what-if works on a copy of them. */
export const COPIED_TABLES = [
  'agent',
  'configuration_file',
  'configuration_version',
  'deferred_deletion',
  'run_profile',
  'rule',
  'schedule',
  'entry',
  'entry_reference',
  'pending_import',
  'link',
  'disconnector',
  'export_change',
  'export_reference',
  'metaverse_object',
  'metaverse_reference',
  'problem',
  'resynchronization',
] as const

/** Of some tables not all rows are copied: nobody asks for earlier configurations. */
export const COPIED_ROWS: Readonly<Record<string, string>> = {
  configuration_file: 'version_id = (select max(id) from configuration_version)',
  configuration_version: 'id = (select max(id) from configuration_version)',
}

/** Tables that the engine writes what it did to, and never decides by: they are there, and empty. */
export const EMPTY_TABLES = [
  'change_feed',
  'history_kept',
  'lease',
  'link_past',
  'metaverse_reference_past',
  'run',
  'run_detail',
  'run_event',
  'run_number',
  'run_step',
  'undo_object',
] as const

/** Indexes for readers of the graph; nobody searches a copy. */
export const ABSENT_INDEXES = ['metaverse_object_search'] as const

/** Tables that synchronization has no business with. A copy has none of them, so that a mistake is an error. */
export const ABSENT_TABLES = [
  'api_key',
  'audit_event',
  'migration',
  'schedule_pause',
  'what_if',
  'what_if_difference',
] as const

/** What is compared in the end: as it was, in tables of the copy. */
export const BEFORE_TABLES: Readonly<Record<string, string>> = {
  before_entry: 'select id, agent_id, object_type, dn from entry',
  before_object: 'select id, type, attributes from metaverse_object',
  before_reference: 'select object_id, attribute, target_id from metaverse_reference',
  before_link: 'select agent_id, entry_id, object_id, rule_id, contributions from link',
  before_disconnector: 'select agent_id, entry_id, state from disconnector',
  before_export: `select agent_id, entry_id, operation, dn, changes from export_change where layer = 'pending'`,
  before_export_reference: `select agent_id, entry_id, attribute, target_id, operation from export_reference where layer = 'pending'`,
  before_problem: `select agent_id, entry_id, code, message from problem where phase = 'synchronization'`,
}
