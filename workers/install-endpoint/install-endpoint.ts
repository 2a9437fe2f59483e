import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { INSTALLER_EVENTS, SALT_KEY_PATH } from '../../activities/kickstart/install-urls.ts';
import type { Answer } from './answer.ts';
import { type InstallEndpointDeps, Outage } from './deps.ts';
import { redactSecrets } from './redact-secrets.ts';
import { readQuery } from './request-query.ts';
import { serveKickstart } from './serve-kickstart.ts';
import { takeReport } from './take-report.ts';
import { takeSaltKey } from './take-salt-key.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = '5';

type AssetRequest = FastifyRequest<{ Params: { asset: string } }>;

/**
 * Serves machines that are being installed or wiped: `GET /install/v1/<asset>/kickstart`, and
 * `POST /install/v1/<asset>/{installed,failed,booted,wiped,salt-key}`, each with `?token=`. It keeps nothing: any number of them
 * can run. The caller listens and closes.
 */
export function createInstallEndpoint(deps: InstallEndpointDeps): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: BODY_LIMIT_BYTES, routerOptions: { maxParamLength: 253 } });
  // curl calls a log, a key and a report all a form.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const reasons = new WeakMap<FastifyRequest, string>();
  const send = (request: FastifyRequest, reply: FastifyReply, { status, body, reason }: Answer) => {
    reasons.set(request, reason);
    return reply.code(status).type('text/plain; charset=utf-8').send(body);
  };

  app.get('/install/v1/:asset/kickstart', async (request: AssetRequest, reply) => {
    return send(request, reply, await serveKickstart(deps, request.params.asset, readQuery(request.url)));
  });
  app.post(`/install/v1/:asset/${SALT_KEY_PATH}`, async (request: AssetRequest, reply) => {
    const { token } = readQuery(request.url);
    return send(request, reply, await takeSaltKey(deps, request.params.asset, token, bodyOf(request)));
  });
  for (const event of INSTALLER_EVENTS) {
    app.post(`/install/v1/:asset/${event}`, async (request: AssetRequest, reply) => {
      const { token } = readQuery(request.url);
      return send(request, reply, await takeReport(deps, request.params.asset, event, token, bodyOf(request)));
    });
  }

  app.setNotFoundHandler((request, reply) => {
    reasons.set(request, 'there is no such path');
    return reply.code(404).type('text/plain; charset=utf-8').send('Not found.\n');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    reasons.set(request, redactSecrets(error.message));
    const status = error instanceof Outage ? 503 : (error.statusCode ?? 500);
    if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(status).type('text/plain; charset=utf-8').send(wordsFor(status));
  });
  app.addHook('onResponse', async (request, reply) => {
    const { asset } = request.params as { asset?: string };
    deps.log({
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      asset,
      status: reply.statusCode,
      reason: reasons.get(request) ?? '',
      durationMs: Math.round(reply.elapsedTime),
      remote: request.ip,
    });
  });
  return app;
}

function bodyOf({ body }: FastifyRequest): Buffer | undefined {
  return Buffer.isBuffer(body) ? body : undefined;
}

function wordsFor(status: number): string {
  if (status === 503) return 'Something that this depends on does not answer. Ask again.\n';
  if (status === 413) return `A report has at most ${BODY_LIMIT_BYTES} bytes.\n`;
  return status >= 500 ? 'This went wrong here; the log says why.\n' : 'This request is not understood.\n';
}
