import type { BmcAnswer, MachineReport } from '../../api/survey.ts';
import { lookOutside } from '../survey.ts';
import type { Session } from '../session.ts';

export interface BmcTarget {
  /** Of one system, or of a BMC alone: then all systems behind it are meant. */
  address: string;
  credentialsSecretRef?: { namespace: string; name: string };
}

/** A machine, and the address that it was found by. */
export interface FoundMachine {
  asked: string;
  /** Of its system. */
  address: string;
  report: MachineReport;
}

/** BMCs asked by one workflow, and workflows at once. */
const CHUNK = 20;
const AT_ONCE = 4;

/** Asks BMCs, through the workers, what their machines are made of. One that does not answer is said, and stops no other. */
export async function askBmcs(
  session: Session,
  targets: readonly BmcTarget[],
): Promise<{ machines: FoundMachine[]; unanswered: string[] }> {
  const unanswered: string[] = [];
  const machines: FoundMachine[] = [];
  for (const { credentialsSecretRef, addresses } of byLogin(targets)) {
    const alone = addresses.filter((address) => !isOfSystem(address));
    const behind = await inChunks(alone, (chunk) =>
      lookOutside(session, { what: 'systems', addresses: chunk, credentialsSecretRef }),
    );
    const asked = new Map(addresses.filter(isOfSystem).map((address) => [address, address]));
    for (const answer of heard(behind, unanswered)) for (const system of answer.said) asked.set(system, answer.address);
    const described = await inChunks([...asked.keys()], (chunk) =>
      lookOutside(session, { what: 'machines', addresses: chunk, credentialsSecretRef }),
    );
    for (const { address, said } of heard(described, unanswered))
      machines.push({ asked: asked.get(address) ?? address, address, report: said });
  }
  return { machines, unanswered };
}

function isOfSystem(address: string): boolean {
  return address.includes('/Systems/');
}

function heard<Said>(
  answers: readonly BmcAnswer<Said>[],
  unanswered: string[],
): Extract<BmcAnswer<Said>, { said: Said }>[] {
  return answers.flatMap((answer) => {
    if ('said' in answer) return [answer];
    unanswered.push(`${answer.address}: ${answer.why}`);
    return [];
  });
}

function byLogin(targets: readonly BmcTarget[]) {
  const groups = new Map<string, Pick<BmcTarget, 'credentialsSecretRef'> & { addresses: string[] }>();
  for (const { address, credentialsSecretRef: ref } of targets) {
    const key = ref ? `${ref.namespace}/${ref.name}` : '';
    const group = groups.get(key) ?? { credentialsSecretRef: ref, addresses: [] };
    if (!group.addresses.includes(address)) group.addresses.push(address);
    groups.set(key, group);
  }
  return groups.values();
}

async function inChunks<Answer>(
  addresses: readonly string[],
  ask: (chunk: string[]) => Promise<Answer[]>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const chunks: string[][] = [];
  for (let start = 0; start < addresses.length; start += CHUNK) chunks.push(addresses.slice(start, start + CHUNK));
  async function work(): Promise<void> {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      answers.push(...(await ask(chunk)));
      if (chunks.length > 0) console.error(`${answers.length} of ${addresses.length} BMCs have answered`);
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, chunks.length) }, work));
  return answers;
}
