import { failInstall, install } from './install.ts';
import { expandFileIncludes, expandUrlIncludes, type Fetched } from './kickstart/includes.ts';
import { planInstall } from './kickstart/plan.ts';
import { splitKickstart } from './kickstart/sections.ts';
import type { Machine } from './machine.ts';
import { pause, type MachineRoom } from './machine-room.ts';
import { send } from './outgoing.ts';
import { newScriptState, scriptEffects } from './script-effects.ts';
import { runScript } from './scripts/run-script.ts';
import { readScript } from './scripts/script.ts';

export type NetworkBootOutcome = 'next-source' | 'settled' | 'reboot' | 'power-off';

/**
 * Ten seconds by default. A real machine needs minutes to come this far, in which a server that was restarted is long back;
 * with simulated boots of half a second it is the asking that has to last as long as a restart.
 */
const tries = 20;

/** Asks Foreman by MAC what to do, and does it; `next-source` when there is nothing to install. */
export async function bootFromNetwork(
  room: MachineRoom,
  machine: Machine,
  life: AbortSignal,
): Promise<NetworkBootOutcome> {
  machine.phase = 'network-booting';
  const kickstartUrl = await findKickstartUrl(room, machine, life);
  if (kickstartUrl === null) return 'next-source';

  const fetchText = (url: string) => fetchWithPatience(room, machine, url, life);
  const served = await fetchText(kickstartUrl);
  const state = newScriptState();
  if (!served.ok) return failInstall(room, machine, '', `kickstart: ${served.reason}`, state, life);
  const outer = await expandUrlIncludes(served.body, fetchText);
  if (!outer.ok) return failInstall(room, machine, outer.text, outer.reason, state, life);

  const { sections } = splitKickstart(outer.text);
  for (const { kind, body, options } of sections) {
    if (kind !== 'pre') continue;
    const failures = await runScript(
      room,
      machine,
      readScript(body),
      state,
      scriptEffects(room, machine, state, life),
      life,
    );
    if (state.poweredOff) return 'power-off';
    if (state.rebooted) return 'reboot';
    const failure = failures[0];
    if (failure === undefined) continue;
    if (options.includes('--erroronfail'))
      return failInstall(room, machine, outer.text, `%pre: ${failure}`, state, life);
    machine.lastError = `%pre: ${failure}`;
  }

  const inner = expandFileIncludes(outer.text, state.files);
  if (!inner.ok) return failInstall(room, machine, inner.text, inner.reason, state, life);
  const planned = planInstall(inner.text, machine.spec, machine.disks);
  if (!planned.ok) return failInstall(room, machine, inner.text, planned.problems.join(' '), state, life);
  return install(room, machine, inner.text, planned.plan, state, life);
}

async function findKickstartUrl(room: MachineRoom, machine: Machine, life: AbortSignal): Promise<string | null> {
  const base = room.settings.unattendedUrl ?? room.foremanUrl;
  for (const { mac, management } of machine.spec.nics) {
    if (management) continue;
    const script = await fetchWithPatience(
      room,
      machine,
      `${base.replace(/\/$/, '')}/unattended/iPXE?mac=${mac.toLowerCase()}`,
      life,
    );
    if (!script.ok) {
      machine.lastError = `iPXE: ${script.reason}`;
      continue;
    }
    const url = /^\s*kernel\s.*\binst\.ks=(\S+)/m.exec(script.body)?.[1];
    if (url !== undefined) return url;
  }
  return null;
}

/** Fetches as firmware and installer do: connection failures and 5xx a few times over, anything else once. */
async function fetchWithPatience(
  room: MachineRoom,
  machine: Machine,
  url: string,
  life: AbortSignal,
): Promise<Fetched> {
  for (let attempt = 1; ; attempt += 1) {
    const answered = await send(
      room,
      machine,
      { method: 'GET', url, headers: {}, body: null, timeoutSeconds: 30 },
      life,
    );
    if (answered.ok && answered.status === 200) return { ok: true, body: answered.body };
    const reason = answered.ok ? `HTTP ${answered.status} from ${pathOf(url)}` : `${answered.reason}: ${pathOf(url)}`;
    if (attempt >= tries || (answered.ok && answered.status < 500)) return { ok: false, reason };
    await pause(room.settings.retrySeconds, life);
  }
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
