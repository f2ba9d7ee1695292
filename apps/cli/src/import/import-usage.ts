/** What every import understands; `SWITCHYARD_API_KEY` keeps the key out of the shell's history. */
export const importUsage =
  '[--data DIR] [--url http://127.0.0.1:3001] [--key KEY] [--simulator http://127.0.0.1:3002] [--limit N]';
