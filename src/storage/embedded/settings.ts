/**
 * How the embedded server is tuned: for batches of a synchronization run on one machine, without giving up that what was
 * committed survives a power cut (fsync and synchronous_commit stay on).
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Nothing replicates from an embedded server.
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  autovacuum: 'on',
  // Compiling costs more than the short statements of the hub gain.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // The log may be shown to others: it holds no data of people.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
}

/** The parameters of the server program. */
export function settingsParameters(port: number): readonly string[] {
  const settings = Object.entries({ ...SETTINGS, port: String(port) })
  return settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
