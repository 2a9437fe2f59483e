import { createHash } from 'node:crypto';
import { z } from 'zod';
import { changed, empty, json, type HttpReply } from '../http/message.ts';
import type { Route } from '../http/router.ts';
import { stateFunctions, type Repository } from '../salt/commits.ts';
import type { Salt } from '../salt/salt.ts';
import { refusalKinds } from '../salt/run-states.ts';
import { notFound, withBody } from './replies.ts';

const MinionBody = z.strictObject({
  /** Without it, one that follows from the id. */
  fingerprint: z.string().optional(),
  grains: z.record(z.string(), z.json()).default({}),
  /** Its key is accepted at once, as if an operator had done it. */
  accepted: z.boolean().default(false),
});

const MinionsBody = z.strictObject({ minions: z.array(MinionBody.extend({ id: z.string().min(1) })) });
type NewMinion = z.output<typeof MinionsBody>['minions'][number];

const sha = z.string().regex(/^[0-9a-f]{40}$/);

const CommitBody = z.strictObject({
  files: z.array(z.string()).default(['site.sls', 'top.sls']),
  pillar: z.array(z.string()).default([]),
  top: z.array(z.string()).optional(),
  states: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        sls: z.string().default('site'),
        fun: z.enum(stateFunctions).default('file.managed'),
        minions: z.string().default('*'),
        requires: z.string().optional(),
        comment: z.string().optional(),
      }),
    )
    .default([{ id: '/etc/motd', sls: 'site', fun: 'file.managed', minions: '*' }]),
  refusals: z
    .array(
      z.strictObject({
        kind: z.enum(refusalKinds),
        words: z.array(z.string()).default([]),
        minions: z.string().default('*'),
      }),
    )
    .default([]),
});

const RepositoryBody = z.strictObject({
  url: z.string().min(1),
  reachable: z.boolean().default(true),
  branches: z.record(z.string(), sha).default({}),
  commits: z.record(sha, CommitBody).default({}),
});

/** Minions that no machine brought, and the git repositories that a master may be told of. */
export function saltRoutes(salt: Salt): Route[] {
  return [
    [
      'PUT',
      '/_sim/minions/:id',
      (request, { id = '' }) => withBody(request, MinionBody, (body) => addOne(salt, { id, ...body })),
    ],
    ['POST', '/_sim/minions', (request) => withBody(request, MinionsBody, ({ minions }) => addMany(salt, minions))],
    ['DELETE', '/_sim/minions/:id', (_request, { id = '' }) => end(salt, id)],
    ['PUT', '/_sim/repositories', (request) => withBody(request, RepositoryBody, (body) => putRepository(salt, body))],
    ['POST', '/_sim/salt/restart', () => restart(salt)],
  ];
}

function addOne(salt: Salt, minion: NewMinion): HttpReply {
  start(salt, minion);
  return empty(204, changed(minion.id));
}

function addMany(salt: Salt, minions: readonly NewMinion[]): HttpReply {
  for (const minion of minions) start(salt, minion);
  return json(200, { started: minions.length }, changed('minions'));
}

/** One with the same key is the same minion: its process starts anew, and has forgotten what it heard. */
function start({ master }: Salt, { id, fingerprint = fingerprintOf(id), grains, accepted }: NewMinion): void {
  const known = master.minions.find(`id:${id}`).find((minion) => minion.fingerprint === fingerprint);
  if (known) master.restart(known);
  else master.connect({ id, fingerprint, grains });
  if (accepted) master.keys.accept(id);
}

function end({ master }: Salt, id: string): HttpReply {
  const minions = master.minions.find(`id:${id}`);
  if (minions.length === 0) return notFound(`no minion ${id}`);
  for (const minion of minions) master.disconnect(minion);
  return empty(204, changed(id));
}

function putRepository({ master }: Salt, body: z.output<typeof RepositoryBody>): HttpReply {
  const { url, reachable, branches, commits } = body;
  const repository: Repository = {
    url,
    reachable,
    branches: new Map(Object.entries(branches)),
    commits: new Map(Object.entries(commits)),
  };
  master.commits.repositories.set(url, repository);
  return empty(204, changed(url));
}

/** Of salt-api: its sessions end with it. */
function restart({ sessions }: Salt): HttpReply {
  sessions.endAll();
  return empty(204, changed('salt-api'));
}

function fingerprintOf(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex');
  return hash.match(/../g)?.join(':') ?? hash;
}
