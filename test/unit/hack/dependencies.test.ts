import { staleReason } from '../../../hack/entry/dependencies.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    starter: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/mac-only': { version: '2.0.0', optional: true },
  },
};

test('what package-lock.json says is installed: nothing to do', () => {
  expect(staleReason(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBeUndefined();
});

test('a fresh clone has nothing installed', () => {
  expect(staleReason(wanted, undefined)).toBe('nothing is installed yet');
});

test('a package that is missing is named', () => {
  expect(staleReason(wanted, { packages: {} })).toBe('node_modules/a is missing');
});

test('a package of another version is named with both versions', () => {
  const installed = { packages: { 'node_modules/a': { version: '0.9.0' } } };
  expect(staleReason(wanted, installed)).toBe('node_modules/a is 0.9.0, package-lock.json wants 1.0.0');
});

test('an optional package that was installed in another version counts', () => {
  const installed = {
    packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac-only': { version: '1.0.0' } },
  };
  expect(staleReason(wanted, installed)).toContain('node_modules/mac-only is 1.0.0');
});
