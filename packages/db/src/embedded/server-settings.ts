/**
 * Sized for one machine that also runs the application. Durability stays on: a commit that was answered survives a power
 * cut. `fast` gives that up and is for tests only.
 */
export const serverSettings = (port: number, durability: 'safe' | 'fast'): Record<string, string> => ({
  port: String(port),
  listen_addresses: '127.0.0.1',
  // No socket file: TCP on the loopback address is the only way in.
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '48MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  wal_compression: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] %a ',
  fsync: durability === 'safe' ? 'on' : 'off',
  synchronous_commit: durability === 'safe' ? 'on' : 'off',
  full_page_writes: durability === 'safe' ? 'on' : 'off',
});
