import { Failure } from '../failure.ts';
import { NoAnswer } from '../http/no-answer.ts';
import type { Drainer, HookSettings } from './drainer.ts';

/** A POST that is answered as expected once the machine may go. */
export const http: Drainer<HookSettings<'http'>> = {
  async run({ url, expectStatus, tokenSecretRef }, context) {
    const token = tokenSecretRef && (await context.secret(tokenSecretRef.name, 'token'));
    const { node, operation } = context;
    const where = new URL(url);
    const shown = `${where.origin}${where.pathname}`;
    try {
      const reply = await context.http.send({
        method: 'POST',
        url: where,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        body: { node: node.name, namespace: node.namespace, operation: operation.type, reason: operation.reason },
      });
      if (reply.status === expectStatus) return `${shown} answered ${reply.status}`;
      throw new Failure('Unavailable', `${shown} answered ${reply.status}, not ${expectStatus}: not drained yet`);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new Failure('Unavailable', `${shown} gave no answer: ${error.message}`);
    }
  },
};
