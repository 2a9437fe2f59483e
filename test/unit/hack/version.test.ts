import { formatVersion, isAtLeast, parseVersion } from '../../../hack/tools/version.ts';
import { newestRhel } from '../../../hack/tools/ksvalidator.ts';

describe('parseVersion', () => {
  test.each([
    ['etcd Version: 3.6.5\nGit SHA: 1a2b3c4\nGo Version: go1.26.8', [3, 6, 5]],
    ['Kubernetes v1.35.3', [1, 35, 3]],
    ['temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)', [1, 9, 1]],
    ['v2.4', [2, 4, 0]],
    ['no version here', undefined],
  ])('reads %j', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });
});

describe('isAtLeast', () => {
  test.each([
    [[3, 5, 13], [3, 5, 13], true],
    [[3, 4, 23], [3, 5, 13], false],
    [[3, 10, 0], [3, 5, 13], true],
    [[4, 0, 0], [3, 5, 13], true],
  ] as const)('%j against %j is %j', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});

test('formatVersion writes dots', () => {
  expect(formatVersion([1, 2, 3])).toBe('1.2.3');
});

describe('newestRhel', () => {
  test('takes the highest release of a listing', () => {
    expect(newestRhel('DEVEL\nF40\nRHEL8\nRHEL10\nRHEL9\n')).toEqual([10, 0, 0]);
  });

  test('is undefined where no release is listed', () => {
    expect(newestRhel('DEVEL\nF40\n')).toBeUndefined();
  });
});
