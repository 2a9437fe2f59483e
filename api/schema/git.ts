import { withRules } from './rule.ts';
import { label, matching } from './strings.ts';

/** In full: what is short today may mean two commits tomorrow. */
export function gitCommit() {
  return matching(
    label(64),
    /^([0-9a-f]{40}|[0-9a-f]{64})$/,
    'must be a whole commit id: 40 hexadecimal digits in lower case',
  );
}

export function gitBranch() {
  return matching(
    label(200),
    /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
    'must be the name of a branch such as main or team/next',
  );
}

/** Below the root of a repository. */
export function gitPath() {
  return matching(
    label(512),
    /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
    'must be a path below the root of the repository such as salt/states',
  );
}

const URL = /^((https?|ssh|git|file):\/\/[A-Za-z0-9._~:@/[\]+-]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[A-Za-z0-9._~/-]+)$/;
const WITH_PASSWORD = /^[a-z]+:\/\/[^/@]*:[^/@]*@/;

/** What git takes for a repository, without the transports that run programs. */
export function gitUrl() {
  const url = matching(
    label(512),
    URL,
    'must be the URL of a git repository such as https://git.example/salt.git or git@git.example:salt.git',
  );
  return withRules(url, [
    {
      cel: `!self.matches('${WITH_PASSWORD.source.replaceAll('\\/', '/')}')`,
      message: 'put user name and password into a Secret and name it in credentialsSecretRef',
      holds: (value) => !WITH_PASSWORD.test(value),
    },
  ]);
}
