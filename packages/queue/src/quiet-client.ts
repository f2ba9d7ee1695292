import pg from 'pg';

/**
 * BullMQ listens by a client of its own, hears its errors one turn after it is connected, and no longer while it closes. A server
 * that ends the connection just then, as it does when it is restarted, would end the process by an `error` event that nobody
 * hears. Whatever the client was asked still fails, and BullMQ connects again.
 */
class QuietClient extends pg.Client {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) return false;
    return super.emit(event, ...values);
  }
}

/** Lets BullMQ, which takes `Client` from the driver, make clients that end no process. Once is enough. */
export const quietClients = (): void => {
  Object.assign(pg, { Client: QuietClient });
};
