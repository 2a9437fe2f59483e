// npm run test:salt: the tests that need a real Salt, and a real Alertmanager, installed into the tool cache if need be.
import { runJest } from './testing/jest-run.ts';
import { setUpTools, toolEnvironment } from './tools/set-up.ts';
import { ensureWorkflowBundle } from './workflow-bundle.ts';

try {
  const report = (line: string) => console.error(line);
  const env = toolEnvironment(await setUpTools(['alertmanager', 'salt', 'etcd', 'kubeApiserver', 'temporal'], report));
  await ensureWorkflowBundle(report).catch((error: Error) => report(error.message));
  const args = ['--selectProjects', 'salt', '--runInBand', ...process.argv.slice(2)];
  const { passed, failed, status, problems } = await runJest({ args, env });
  for (const problem of problems) console.error(`✗ ${problem}`);
  console.log(`${passed} passed, ${status === 0 ? failed : Math.max(failed, 1)} failed`);
  process.exitCode = status === 0 && failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
