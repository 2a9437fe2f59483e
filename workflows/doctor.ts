import { setHandler } from '@temporalio/workflow';
import type { DoctorReport, DoctorSystem, Inspection, Unanswered } from '../api/doctor.ts';
import { createCall } from './call.ts';
import { type DoctorInput, type DoctorProgress, doctorProgressQuery } from './contract.ts';
import { faultOf } from './failure.ts';

type Look = { inspection: Inspection; unanswered: Unanswered[] };

/** Looks at every outside system at once. One that is down is said, and hides nothing of the others. Writes nothing. */
export async function doctor({ cell, bmc }: DoctorInput): Promise<DoctorReport> {
  const call = createCall(cell);
  const progress: DoctorProgress = { done: [], open: ['kubernetes'] };
  setHandler(doctorProgressQuery, () => progress);

  async function look(system: DoctorSystem, where: string, run: () => Promise<Look>): Promise<Look | Unanswered> {
    const what = `${system} ${where}`;
    progress.open.push(what);
    try {
      return await run();
    } catch (error) {
      return { system, where, why: faultOf(error).message };
    } finally {
      progress.open = progress.open.filter((open) => open !== what);
      progress.done.push(what);
    }
  }
  const alone = async (inspection: Promise<Inspection>): Promise<Look> => ({
    inspection: await inspection,
    unanswered: [],
  });

  const systems = await call('claim.systems', undefined, 'which systems there are');
  progress.open = [];
  const parts = bmc ? systems.bmcParts : 0;
  const looks = await Promise.all([
    look('kubernetes', 'claims', () => alone(call('claim.inspect', undefined, 'claims without a node'))),
    ...systems.foreman.map((foreman) =>
      look('foreman', foreman.url, () => alone(call('foreman.inspect', { foreman }, `hosts of ${foreman.url}`))),
    ),
    ...systems.cmdb.map((cmdb) =>
      look('cmdb', cmdb.url, () => alone(call('cmdb.inspect', { cmdb }, `devices of ${cmdb.url}`))),
    ),
    ...systems.dns.map((dns) =>
      look('dns', dns.url, () => alone(call('dns.inspect', { dns }, `record sets of ${dns.url}`))),
    ),
    ...Array.from({ length: parts }, (_, part) => {
      const where = parts > 1 ? `part ${part + 1} of ${parts}` : 'of unclaimed assets';
      return look('bmc', where, () => call('bmc.inspect', { part, parts }, `machines that run unclaimed, ${where}`));
    }),
  ]);
  return {
    inspections: looks.flatMap((found) => ('inspection' in found ? [found.inspection] : [])),
    unanswered: looks.flatMap((found) => ('inspection' in found ? found.unanswered : [found])),
  };
}
