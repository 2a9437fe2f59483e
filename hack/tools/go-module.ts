import { renameSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import { runReported } from './run-reported.ts';
import type { Installer } from './tool.ts';

export type GoModule = { folder: string; package: string; takes: string };

/** Builds a program from the go.mod of its own under hack/; versions and checksums stand in go.mod and go.sum. */
export function goModule(module: GoModule): Installer {
  return {
    describe: `building ${module.package} with Go; the first build takes ${module.takes}`,
    async install({ name, target, report }) {
      const unfinished = `${target}.${process.pid}.part`;
      await runReported(
        name,
        {
          argv: ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', unfinished, module.package],
          cwd: inCheckout('hack', module.folder),
          env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
        },
        report,
      );
      renameSync(unfinished, target);
    },
  };
}
