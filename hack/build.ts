// Makes build/workflows.js, the one file that a worker loads its workflows from.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { inCheckout } from './checkout.ts';
import { bundleFile, bundleHashFile, bundleSourceHash, isBundleCurrent, largestBundle } from './workflow-bundle.ts';

if (isBundleCurrent()) console.log('build/workflows.js is current.');
else await build().catch(fail);

async function build(): Promise<void> {
  const hash = bundleSourceHash();
  const { code } = await bundleWorkflowCode({
    workflowsPath: inCheckout('workflows', 'index.ts'),
    logger: new DefaultLogger('WARN'),
    // Stack traces keep their files and lines; the sources themselves would be half of the bundle.
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
  const size = Buffer.byteLength(code);
  if (size > largestBundle) {
    throw new Error(
      `The workflow bundle has ${size} bytes, more than ${largestBundle}: ` +
        'look for a package that workflow code imports by value (zod above all) and import its types only.',
    );
  }
  mkdirSync(inCheckout('build'), { recursive: true });
  rmSync(bundleHashFile, { force: true });
  writeFileSync(`${bundleFile}.part`, code);
  renameSync(`${bundleFile}.part`, bundleFile);
  writeFileSync(bundleHashFile, `${hash}\n`);
  console.log(`build/workflows.js: ${Math.round(size / 1024)} KB.`);
}

function fail(error: unknown): void {
  console.error(`The workflow bundle could not be built: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
