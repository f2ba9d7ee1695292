import type { WireEvent } from './wire-event.ts';

/**
 * Puts the events of one stream into an order in which each call of a tool is written from its beginning to its end: some servers
 * write several at once, and some formats have room for one after the other only. The first call goes on as it comes; what else
 * begins after it is held until the supplier has stopped. Clients act on calls when all of them are there.
 */
export const createCallOrder = (): ((event: WireEvent) => WireEvent[]) => {
  let open: number | null = null;
  const held = new Map<number, WireEvent[]>();
  const texts: WireEvent[] = [];

  const begin = (event: Extract<WireEvent, { kind: 'call' }>): WireEvent[] => {
    if (open === null) {
      open = event.index;
      return [event];
    }
    if (event.index !== open && !held.has(event.index)) held.set(event.index, [event]);
    return [];
  };

  const goOn = (event: Extract<WireEvent, { kind: 'arguments' }>): WireEvent[] => {
    if (event.index === open) return [event];
    held.get(event.index)?.push(event);
    return [];
  };

  const release = (): WireEvent[] => {
    const calls = [...held].sort(([one], [other]) => one - other).flatMap(([, events]) => events);
    held.clear();
    return [...calls, ...texts.splice(0)];
  };

  return (event) => {
    switch (event.kind) {
      case 'call':
        return begin(event);
      case 'arguments':
        return goOn(event);
      case 'text':
      case 'refusal':
        if (open === null) return [event];
        texts.push(event);
        return [];
      case 'stop':
      case 'end':
        return [...release(), event];
      default:
        return [event];
    }
  };
};
