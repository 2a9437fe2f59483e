import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersOk } from '../../../hack/stack/part.ts';
import { freePorts } from '../../../hack/stack/ports.ts';
import { Supervisor } from '../../../hack/stack/supervisor.ts';

const NAME = 'alertmanager';
const GRACE_MS = 3_000;

/** While a rack is down, its nodes are not told of. */
const CONFIGURATION = {
  route: { receiver: 'nobody' },
  receivers: [{ name: 'nobody' }],
  inhibit_rules: [
    { source_matchers: ['alertname="RackDown"'], target_matchers: ['alertname="NodeDown"'], equal: ['rack'] },
  ],
};

/** A real Alertmanager, which tells nobody. */
export class RealAlertmanager {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'bedplate-alertmanager-'));
  readonly #supervisor: Supervisor;
  #isKilled = false;

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#supervisor = new Supervisor({
      logOf: () => join(this.#folder, 'alertmanager.log'),
      onDeath: ({ process }) => {
        if (!this.#isKilled) console.error(`The Alertmanager died:\n${process.lastLines()}`);
      },
    });
  }

  static async start(): Promise<RealAlertmanager> {
    const program = process.env.BEDPLATE_ALERTMANAGER;
    if (!program) throw new Error('BEDPLATE_ALERTMANAGER is not set: run these tests with npm run test:salt.');
    const port = await freePorts().next();
    const real = new RealAlertmanager(port);
    const file = join(real.#folder, 'alertmanager.yml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(CONFIGURATION));
    const argv = [
      ...[`--config.file=${file}`, `--storage.path=${join(real.#folder, 'data')}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
    ];
    try {
      const isReady = () => answersOk(`${real.url}/-/ready`);
      await real.#supervisor.launch({ name: NAME, argv: [program, ...argv], readyWithinMs: 30_000, isReady });
    } catch (error) {
      await real.close();
      throw error;
    }
    return real;
  }

  /** As Prometheus sends an alert: again and again while it fires, with an end once it is over. */
  async fires(labels: Readonly<Record<string, string>>, startsAt: number, endsAt?: number): Promise<void> {
    const at = (ms: number) => new Date(ms).toISOString();
    await this.#post('alerts', [
      { labels, startsAt: at(startsAt), ...(endsAt !== undefined && { endsAt: at(endsAt) }) },
    ]);
  }

  async silences(alertname: string): Promise<void> {
    const matchers = [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }];
    const now = Date.now();
    const [startsAt, endsAt] = [now, now + 3_600_000].map((ms) => new Date(ms).toISOString());
    await this.#post('silences', { matchers, startsAt, endsAt, createdBy: 'alice', comment: 'the rollout' });
  }

  freeze(): void {
    this.#supervisor.running(NAME).signal('SIGSTOP');
  }

  wake(): void {
    this.#supervisor.running(NAME).signal('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#isKilled = true;
    const process = this.#supervisor.running(NAME);
    process.signal('SIGKILL');
    await process.exited;
  }

  async close(): Promise<void> {
    await this.#supervisor.end([[NAME]], GRACE_MS);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #post(what: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/api/v2/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`);
  }
}
