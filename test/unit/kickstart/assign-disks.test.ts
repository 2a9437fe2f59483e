import fc from 'fast-check';
import { assignDisks, selects } from '../../../activities/kickstart/assign-disks.ts';
import { aDisk } from './a-plan.ts';

const flash = aDisk('nvme0n1');
const small = aDisk('sda', { sizeGiB: 100, rotational: true, model: 'ST100' });
const large = aDisk('sdb', { sizeGiB: 4000, rotational: true, model: 'ST4000', byPath: 'pci-0000:00:17.0-ata-2' });
const all = [flash, small, large];

describe('assignDisks', () => {
  it.each([
    ['the first disks, in order', [{}, {}], ['nvme0n1', 'sda']],
    ['by kind', [{ rotational: true }, { rotational: false }], ['sda', 'nvme0n1']],
    ['by size', [{ minSizeGiB: 1000 }], ['sdb']],
    ['by largest size', [{ rotational: true, maxSizeGiB: 200 }, { maxSizeGiB: 1000 }], ['sda', 'nvme0n1']],
    ['by model, whatever its case', [{ model: 'st4000' }], ['sdb']],
    ['by name', [{ name: 'sdb' }, {}], ['sdb', 'nvme0n1']],
    ['by path', [{ byPath: 'pci-0000:00:17.0-ata-2' }], ['sdb']],
    ['a wide selector leaves the only disk of a narrow one', [{}, { name: 'nvme0n1' }], ['sda', 'nvme0n1']],
    ['over more than one step', [{}, { rotational: true }, { name: 'sda' }], ['nvme0n1', 'sdb', 'sda']],
  ])('%s', (_what, selectors, expected) => {
    expect(assignDisks(selectors, all)?.map(({ name }) => name)).toEqual(expected);
  });

  it.each([
    ['one disk is named twice', [{ name: 'sda' }, { name: 'sda' }]],
    ['there are too few', [{}, {}, {}, {}]],
    ['nothing fits', [{ minSizeGiB: 5000 }]],
    ['no disk is of that model', [{ model: 'ST1' }]],
    ['no disk is small enough', [{ maxSizeGiB: 50 }]],
  ])('gives nothing when %s', (_what, selectors) => {
    expect(assignDisks(selectors, all)).toBeUndefined();
  });

  it('finds an assignment whenever there is one, and uses no disk twice', () => {
    const disk = fc.record({ sizeGiB: fc.integer({ min: 1, max: 3 }), rotational: fc.boolean() });
    const selector = fc.record(
      { minSizeGiB: fc.integer({ min: 1, max: 3 }), rotational: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 5 }), fc.array(selector, { maxLength: 5 }), (shapes, selectors) => {
        const disks = shapes.map((shape, index) => aDisk(`sd${'abcde'[index]}`, shape));

        const assigned = assignDisks(selectors, disks);

        expect(assigned !== undefined).toBe(anyAssignment(selectors, disks));
        if (!assigned) return;
        expect(new Set(assigned).size).toBe(selectors.length);
        expect(selectors.every((wanted, index) => selects(wanted, assigned[index]!))).toBe(true);
      }),
    );
  });
});

/** By trying everything. */
function anyAssignment(
  selectors: readonly Parameters<typeof selects>[0][],
  disks: readonly ReturnType<typeof aDisk>[],
): boolean {
  const [first, ...rest] = selectors;
  if (!first) return true;
  return disks.some((disk) => {
    return (
      selects(first, disk) &&
      anyAssignment(
        rest,
        disks.filter((other) => other !== disk),
      )
    );
  });
}
