import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from '../checkout.ts';
import { runReported } from './run-reported.ts';
import type { Installer } from './tool.ts';

export type PythonPackage = { folder: string; takes: string };

/**
 * Installs the pinned requirements.txt of a folder under hack/ into a virtual environment. Scripts there name their own
 * path, so the environment is made in its final place and the link in bin/ says that it is complete.
 */
export function pythonPackage(pkg: PythonPackage): Installer {
  return {
    describe: `installing it with pip into a virtual environment of its own; takes ${pkg.takes}`,
    async install({ name, target, cache, report }) {
      const venv = join(cache, 'venvs', name);
      rmSync(venv, { recursive: true, force: true });
      await runReported(name, { argv: ['python3', '-m', 'venv', venv] }, report);
      const requirements = inCheckout('hack', pkg.folder, 'requirements.txt');
      await runReported(name, { argv: [join(venv, 'bin', 'pip'), ...pipArgs, '-r', requirements] }, report);
      const link = `${target}.${process.pid}.part`;
      symlinkSync(join('..', 'venvs', name, 'bin', name), link);
      renameSync(link, target);
    },
  };
}

const pipArgs = ['install', '--disable-pip-version-check', '--no-input', '--quiet'];
