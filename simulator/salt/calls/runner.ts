import { objectOf, textOf, type Json, type JsonObject } from '../../storage/json.ts';
import { type Job, startTimeOf } from '../jobs.ts';
import type { SaltMaster } from '../master.ts';
import { argumentsOf } from '../order.ts';
import type { Answer } from './answer.ts';
import type { Lowstate } from './lowstate.ts';

/** `runner`: functions of the master. Undefined: there is no such function, and salt-api answers 500. */
export function callRunner(master: SaltMaster, call: Lowstate): Answer | undefined {
  const argument = (name: string) => textOf(call.kwargs[name] ?? call.all[name]) ?? '';
  const { commits } = master;
  switch (call.fun) {
    case 'jobs.list_job':
      return { value: showJob(master, argument('jid')) };
    case 'jobs.list_jobs':
      return { value: listJobs(master, objectOf(call.all.search_metadata)) };
    case 'fileserver.file_list':
      return { value: [...(commits.served.get(argument('saltenv'))?.files ?? [])] };
    case 'fileserver.update':
    case 'fileserver.clear_file_list_cache':
      return { value: true };
    case 'bedplate.resolve':
      return { value: { ...commits.resolve(argument('url'), argument('branch')) } };
    case 'bedplate.serve': {
      const commit = argument('commit');
      const isNew = !commits.served.has(commit);
      const value = { ...commits.serve(argument('url'), commit) };
      return { value, ...(isNew && !('problem' in value) && { changed: commit }) };
    }
    case 'bedplate.served':
      return { value: served(master) };
    case 'bedplate.keep': {
      const before = commits.served.size;
      commits.keep(listOf(call.kwargs.commits));
      return { value: served(master), ...(commits.served.size < before && { changed: 'commits' }) };
    }
    default:
      return undefined;
  }
}

function served(master: SaltMaster): JsonObject {
  return { commits: [...master.commits.served.keys()].sort() };
}

function showJob(master: SaltMaster, jid: string): JsonObject {
  const job = master.jobs.get(jid);
  if (!job)
    return {
      jid,
      Error: 'Cannot contact returner or no job with this jid',
      StartTime: startTimeOf(jid),
      Result: {},
    };
  return {
    jid,
    ...about(job),
    Minions: [...job.minions].sort(),
    StartTime: startTimeOf(jid),
    Result: Object.fromEntries([...job.returns].map(([minion, value]) => [minion, { ...value }])),
  };
}

function listJobs(master: SaltMaster, wanted: JsonObject): JsonObject {
  const jobs = master.jobs
    .all()
    .filter(({ metadata }) => Object.entries(wanted).every(([key, value]) => metadata[key] === value));
  return Object.fromEntries(jobs.map((job) => [job.jid, { ...about(job), StartTime: startTimeOf(job.jid) }]));
}

function about(job: Job): JsonObject {
  return {
    Function: job.fun,
    Arguments: argumentsOf(job),
    Target: job.target,
    'Target-type': 'list',
    User: job.user,
    ...(Object.keys(job.metadata).length > 0 && { Metadata: job.metadata }),
  };
}

function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : [];
}
