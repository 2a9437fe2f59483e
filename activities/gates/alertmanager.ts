import { z } from 'zod';
import type { Gate } from '../../api/kinds/rollout-gate.ts';
import { askHttp, shown } from './ask-http.ts';
import { askEach } from './fill-in.ts';
import type { GateContext, GateKeeper, Measured } from './gate.ts';

/** What Alertmanager lists is not over: it leaves out what is. */
const alert = z.object({
  labels: z.record(z.string(), z.string()),
  startsAt: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
  status: z.object({
    state: z.enum(['active', 'suppressed', 'unprocessed']),
    silencedBy: z.array(z.string()).optional(),
  }),
});
export type Alert = z.infer<typeof alert>;

const alerts = z.array(alert);

/** Alerts that match: one that began after the bucket did is bad, silenced or not. */
export const alertmanager: GateKeeper = ({ url: base = '', matchers = [], ...gate }, context) =>
  askEach([base, ...matchers], context, async ([text = '', ...filters]) => {
    if (!URL.canParse(text)) return unknown(`${text} is no URL`);
    const url = questionOf(text, filters, gate);
    const who = `Alertmanager ${shown(url)}`;
    const reply = await askHttp(url, gate, context);
    if ('noAnswer' in reply) return unknown(`${who} can't be asked: ${reply.noAnswer}`);
    if (reply.status !== 200) return unknown(`${who} answered ${reply.status}${wordsOf(reply.body)}`);
    const parsed = alerts.safeParse(reply.body);
    return parsed.success ? judgeAlerts(parsed.data, context) : unknown(`${who} answered no list of alerts`);
  });

function questionOf(base: string, filters: readonly string[], { includeSilenced = true }: Partial<Gate>): URL {
  const url = new URL(`${base.replace(/\/+$/, '')}/api/v2/alerts`);
  const suppressed = String(includeSilenced);
  for (const [name, value] of Object.entries({
    active: 'true',
    silenced: suppressed,
    inhibited: suppressed,
    unprocessed: 'true',
  })) {
    url.searchParams.set(name, value);
  }
  for (const filter of filters) url.searchParams.append('filter', filter);
  return url;
}

export function judgeAlerts(listed: readonly Alert[], { since, now }: Pick<GateContext, 'since' | 'now'>): Measured {
  const isNew = ({ startsAt }: Alert) => Date.parse(startsAt) >= since;
  const isPending = ({ startsAt, status }: Alert) => status.state === 'unprocessed' || Date.parse(startsAt) > now;
  const fresh = listed.filter(isNew);
  const pending = fresh.filter(isPending);
  const firing = fresh.filter((one) => !isPending(one));
  const before = listed.length - fresh.length;
  const older = before > 0 ? `; ${before} were there before the release` : '';
  if (firing.length > 0) return { verdict: 'Unhealthy', message: `${namesOf(firing)}${older}` };
  if (pending.length > 0) return { verdict: 'Pending', message: `pending: ${namesOf(pending)}${older}` };
  return { verdict: 'Healthy', message: `no new alert${older}` };
}

const MOST_NAMED = 3;

function namesOf(some: readonly Alert[]): string {
  const names = some.slice(0, MOST_NAMED).map(({ labels, startsAt, status }) => {
    const name = labels['alertname'] ?? 'without a name';
    return `alert ${name} since ${startsAt}${suppressionOf(status)}`;
  });
  return names.join(', ') + (some.length > MOST_NAMED ? ` and ${some.length - MOST_NAMED} more` : '');
}

function suppressionOf({ state, silencedBy = [] }: Alert['status']): string {
  if (state !== 'suppressed') return '';
  return silencedBy.length > 0 ? ', silenced' : ', inhibited';
}

function unknown(message: string): Measured {
  return { verdict: 'Unknown', message };
}

const refusal = z.object({ message: z.string() });

/** It refuses with a text, its router with an object. */
function wordsOf(body: unknown): string {
  const text = typeof body === 'string' ? body : (refusal.safeParse(body).data?.message ?? '');
  return text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`;
}
