import { type ClientInfo, clientInfoSchema } from '@switchyard/application';
import { headers } from 'next/headers';
import { readWebEnv } from '../web.env.ts';
import { clientAddress } from './client-address.ts';

/** Where this request comes from, for the throttle and the list of sessions. */
export const readClientInfo = async (): Promise<ClientInfo> => {
  const sent = await headers();
  return clientInfoSchema.parse({
    ipAddress: clientAddress(sent.get('x-forwarded-for'), readWebEnv().SWITCHYARD_PROXY_HOPS),
    userAgent: sent.get('user-agent') ?? '',
  });
};
