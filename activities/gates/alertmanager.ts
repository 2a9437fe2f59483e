import { z } from 'zod';
import { askHttp, shown } from './ask-http.ts';
import { askEach } from './fill-in.ts';
import type { GateContext, GateKeeper, Measured } from './gate.ts';

const alert = z.object({
  labels: z.record(z.string(), z.string()),
  startsAt: z.string(),
  endsAt: z.string().optional(),
  status: z.object({ state: z.enum(['active', 'suppressed', 'unprocessed']) }),
});
export type Alert = z.infer<typeof alert>;

/** Alerts that match: one that began after the bucket did is bad, silenced or not. */
export const alertmanager: GateKeeper = ({ url = '', matchers = [], ...gate }, context) =>
  askEach(matchers, context, async (filters) => {
    const asked = new URL(`${url.replace(/\/+$/, '')}/api/v2/alerts`);
    const silenced = String(gate.includeSilenced ?? true);
    for (const [name, value] of Object.entries({
      active: 'true',
      silenced,
      inhibited: silenced,
      unprocessed: 'true',
    })) {
      asked.searchParams.set(name, value);
    }
    for (const filter of filters) asked.searchParams.append('filter', filter);
    const reply = await askHttp(asked, gate, context);
    if ('noAnswer' in reply) return unknown(`Alertmanager ${shown(asked)} gave no answer: ${reply.noAnswer}`);
    if (reply.status !== 200)
      return unknown(`Alertmanager ${shown(asked)} answered ${reply.status}${wordsOf(reply.body)}`);
    const parsed = z.array(alert).safeParse(reply.body);
    return parsed.success ? judgeAlerts(parsed.data, context) : unknown(`${shown(asked)} answered no list of alerts`);
  });

export function judgeAlerts(alerts: readonly Alert[], { since, now }: Pick<GateContext, 'since' | 'now'>): Measured {
  const living = alerts.filter(({ endsAt }) => endsAt === undefined || Date.parse(endsAt) > now);
  const before = living.filter(({ startsAt }) => Date.parse(startsAt) < since);
  const pending = living.filter((one) => one.status.state === 'unprocessed' || Date.parse(one.startsAt) > now);
  const firing = living.filter((one) => !before.includes(one) && !pending.includes(one));
  const older = before.length > 0 ? `; ${before.length} were there before the release` : '';
  if (firing.length > 0) return { verdict: 'Unhealthy', message: `${namesOf(firing)}${older}` };
  if (pending.length > 0) return { verdict: 'Pending', message: `pending: ${namesOf(pending)}${older}` };
  return { verdict: 'Healthy', message: `no new alert${older}` };
}

const MOST_NAMED = 3;

function namesOf(alerts: readonly Alert[]): string {
  const names = alerts.slice(0, MOST_NAMED).map(({ labels, startsAt, status }) => {
    const silenced = status.state === 'suppressed' ? ', silenced' : '';
    return `alert ${labels['alertname'] ?? 'without a name'} since ${startsAt}${silenced}`;
  });
  return names.join(', ') + (alerts.length > MOST_NAMED ? ` and ${alerts.length - MOST_NAMED} more` : '');
}

function unknown(message: string): Measured {
  return { verdict: 'Unknown', message };
}

function wordsOf(body: unknown): string {
  return typeof body === 'string' && body.trim() !== '' ? `: ${body.trim().slice(0, 200)}` : '';
}
