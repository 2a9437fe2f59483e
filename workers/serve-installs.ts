import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { OpenMaster } from '../activities/salt/masters.ts';
import { boundAddresses } from '../activities/ipam/bound-addresses.ts';
import { loadInstallKeys } from '../activities/kickstart/install-keys.ts';
import { noteSaltKey } from '../activities/claims/note-salt-key.ts';
import { findSaltWish } from '../activities/kickstart/salt/find-wish.ts';
import { readTemplate } from '../activities/kickstart/templates/read-template.ts';
import { INSTALLER_EVENTS, SALT_KEY_PATH } from '../activities/kickstart/install-urls.ts';
import type { ClusterClient } from '../api/cluster/index.ts';
import { assetClaim } from '../api/kinds/asset-claim.ts';
import { parseHostPort } from '../api/process/host-port.ts';
import type { Settings } from '../api/settings.ts';
import { computeNodeWorkflowId, installerSignal, installReportedQuery } from '../workflows/contract.ts';
import { createInstallEndpoint } from './install-endpoint/install-endpoint.ts';
import type { WorkerMetrics } from './metrics.ts';

/** A machine that hears 503 asks again; one that hears nothing gives up sooner. */
const TEMPORAL_MS = 5_000;

interface InstallServing {
  client: ClusterClient;
  temporal: Client;
  install: NonNullable<Settings['install']>;
  salt: OpenMaster;
  log: Logger;
  metrics: Pick<WorkerMetrics, 'installRequest'>;
}

/** Serves kickstarts and takes call-backs where the settings say so; undefined where they don't. */
export async function serveInstalls(serving: InstallServing): Promise<FastifyInstance | undefined> {
  const { client, salt, temporal, install, log, metrics } = serving;
  if (!install.listen) return undefined;
  const chainOf = (node: Parameters<typeof computeNodeWorkflowId>[0]) =>
    temporal.workflow.getHandle(computeNodeWorkflowId(node));
  const soon = <T>(ask: () => Promise<T>) => temporal.withDeadline(Date.now() + TEMPORAL_MS, ask);
  const app = createInstallEndpoint({
    baseUrl: install.url,
    keys: loadInstallKeys(install.keysFile),
    findClaim: (asset) => client.get(assetClaim, { name: asset }),
    findTemplate: (image) => readTemplate(client, image),
    findSalt: (node) => findSaltWish({ client, salt }, node),
    noteSaltKey: (claim, key) => noteSaltKey(client, claim, key),
    findAddresses: (uid) => boundAddresses(client, uid),
    installReported: ({ spec }) => soon(() => chainOf(spec.nodeRef).query(installReportedQuery, spec.installId)),
    signal: (node, message) => soon(() => chainOf(node).signal(installerSignal, message)),
    log(entry) {
      log.info(entry, 'Install endpoint');
      metrics.installRequest(requestOf(entry.path), entry.status);
    },
  });
  await app.listen(parseHostPort(install.listen));
  return app;
}

/** One of a few words, whatever paths strangers try. */
function requestOf(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return ['kickstart', SALT_KEY_PATH, ...INSTALLER_EVENTS].includes(last) ? last : 'other';
}
