import type { Dispatcher } from 'undici';
import type { Secret } from './credentials.ts';
import type { Tls } from './declared.ts';

/** The connections to one server; a client certificate that a plugin renewed takes new ones. */
export interface Pool {
  with(secret: Secret): Dispatcher;
  close(): Promise<void>;
}

export const openPool = (connect: (tls: Tls) => Dispatcher, tls: Tls): Pool => {
  let held: { readonly cert: string | undefined; readonly dispatcher: Dispatcher } | undefined;
  return {
    with({ cert, key }) {
      if (held && held.cert === cert) return held.dispatcher;
      void held?.dispatcher.close();
      const dispatcher = connect({ ...tls, ...(cert !== undefined && key !== undefined ? { cert, key } : {}) });
      held = { cert, dispatcher };
      return dispatcher;
    },
    close: async () => held?.dispatcher.destroy(),
  };
};
