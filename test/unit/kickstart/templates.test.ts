import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { readTemplate } from '../../../activities/kickstart/templates/read-template.ts';
import { ClusterError } from '../../../api/cluster/index.ts';
import { ADDRESSES, aPlan, CALLBACKS } from './a-plan.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';

const BUILT_IN = ['system', 'network', 'source', 'storage', 'packages', 'scripts'].map(
  (section) => `{{ sections.${section} }}`,
);

function filled(lines: readonly string[], version = '9'): string {
  return renderKickstart(aPlan({ osImage: { version } }), ADDRESSES.dual, CALLBACKS, lines.join('\n'));
}

const OWN = [
  '# {{ node.fqdn }} in rack {% if asset.rack %}{{ asset.rack }}{% else %}none{% endif %}',
  ...BUILT_IN,
  '%post',
  '{% for address in addresses %}echo {{ address.address }}/{{ address.prefixLength }} on {{ address.mac }} >> /etc/motd',
  '{% endfor %}{% for disk in asset.disks %}{% unless disk.rotational %}echo {{ disk.name }} {{ disk.byPath }} >> /etc/motd',
  '{% endunless %}{% endfor %}{% if image.release >= 9 %}echo new >> /etc/motd{% endif %}',
  '%end',
  '',
];

describe('a template of the operator', () => {
  it('is filled in: names, loops and decisions beside the sections', () => {
    const text = filled(OWN);

    expect(text).toContain('# web-1.r1.fleet.example in rack none\n');
    expect(text).toContain('echo 10.1.1.11/24 on 52:54:00:aa:00:01 >> /etc/motd\n');
    expect(text).toContain('echo 2001:db8:1::11/64 on 52:54:00:aa:00:01 >> /etc/motd\n');
    expect(text).toContain('echo sdb  >> /etc/motd\n');
    expect(text).toContain('echo new >> /etc/motd\n%end');
    expect(text).toContain('part /boot --fstype=xfs --size=1024 --ondisk=sda');
  });

  it('is understood by the installers of all releases', async () => {
    const candidates = RELEASES.map((release) => ({ name: 'own', release, text: filled(OWN, String(release)) }));

    expect(await ksvalidatorComplaints(candidates)).toEqual([]);
  }, 60_000);

  const without = (section: string) => BUILT_IN.filter((line) => !line.includes(section));

  it.each<[string, string[], string]>([
    [
      'an unknown variable',
      [...BUILT_IN, '', '# {{ asset.rak }}'],
      'osImage.template: line 8: there is no variable "asset.rak"; use one of node, asset,',
    ],
    [
      'an unknown variable in a decision',
      [...BUILT_IN, '{% if site %}x{% endif %}'],
      'line 7: there is no variable "site"',
    ],
    [
      'an unknown variable in a loop',
      [...BUILT_IN, '{% for disk in asset.disks %}', '# {{ disk.bytes }}', '{% endfor %}'],
      'line 8: there is no variable "disk.bytes"',
    ],
    [
      "a variable of the language's own objects",
      [...BUILT_IN, '# {{ asset.constructor.name }}'],
      'line 7: there is no variable "asset.constructor',
    ],
    [
      'a loop without an end in sight',
      [...BUILT_IN, '{% for i in (1..100000000) %}x{% endfor %}'],
      'line 7: the template loops more than 100000 times',
    ],
    [
      'a loop in a loop',
      [...BUILT_IN, '{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}'],
      'line 7: the template loops more than 100000 times',
    ],
    [
      'a text that grows out of little',
      [...BUILT_IN, '{% for i in (1..9000) %}# a line that is there nine thousand times over', '{% endfor %}'],
      'are allowed; shorten what it repeats',
    ],
    ['a tag that reads files', [...BUILT_IN, '{% include "/etc/passwd" %}'], 'line 7: tag "include" not found'],
    ['a text that is put together unseen', [...BUILT_IN, '{% capture x %}{% endcapture %}'], 'tag "capture" not found'],
    ['an unknown filter', [...BUILT_IN, '# {{ node.fqdn | shout }}'], 'line 7: undefined filter: shout'],
    ['a tag that is not closed', [...BUILT_IN, '{% if asset.rack %}'], 'line 7: '],
    ['no storage', without('storage'), 'the section storage is there 0 times; write {{ sections.storage }} once'],
    ['no call-backs', without('scripts'), 'the section scripts is there 0 times'],
    ['the network twice', [...BUILT_IN, '{{ sections.network }}'], 'the section network is there 2 times'],
    ['partitions of its own', [...BUILT_IN, 'part /data --size=1 --ondisk=sdb'], 'part is not for a template to say'],
    ['partitions before ours', ['clearpart --all', ...BUILT_IN], 'line 1 of the kickstart: clearpart is not for'],
    ['a script without an end', [...BUILT_IN, '%post', 'echo'], 'has no %end'],
    ['a script in a script', [...BUILT_IN, '%post', '%pre', '%end'], '%pre begins inside %post'],
    ['an end of nothing', [...BUILT_IN, '%end'], '%end ends nothing'],
    ['ERB', [...BUILT_IN, '# <%= x %>'], 'it holds an ERB tag'],
  ])('is refused for %s', (_, lines, words) => {
    expect(() => filled(lines)).toThrow(words);
  });

  it('may say in a script what it may not say outside', () => {
    expect(filled([...BUILT_IN, '%post', 'part of a text', '%end'])).toContain('part of a text');
  });
});

describe('where a template stands', () => {
  const templateRef = { namespace: 'bedplate-system', name: 'mine', key: 'kickstart' };
  const image = { name: 'rhel9-mine', templateRef };
  const raw = (answer: unknown) => ({ raw: async () => answer });

  it('is a key of a ConfigMap, read when it is needed', async () => {
    const asked: unknown[] = [];
    const client = {
      raw: async (call: unknown) => {
        asked.push(call);
        return { data: { kickstart: 'text' } };
      },
    };

    expect(await readTemplate(client, image)).toBe('text');
    expect(asked).toEqual([{ method: 'GET', path: '/api/v1/namespaces/bedplate-system/configmaps/mine' }]);
    expect(await readTemplate(client, { name: 'built-in' })).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('is missed in words', async () => {
    const absent = new ClusterError({ status: 404, reason: 'NotFound', message: 'no' });
    const client = { raw: async () => Promise.reject(absent) };

    await expect(readTemplate(client, image)).rejects.toMatchObject({
      type: 'NotFound',
      message: expect.stringContaining(
        'ConfigMap bedplate-system/mine, the kickstart template of OSImage rhel9-mine, does not exist: create it',
      ),
    });
    await expect(readTemplate(raw({ data: { other: '' } }), image)).rejects.toThrow('has no key "kickstart"');
  });

  it('is no reason to stall when the apiserver does not answer', async () => {
    const down = new ClusterError({ status: 503, reason: 'ServiceUnavailable', message: 'no' });

    await expect(readTemplate({ raw: async () => Promise.reject(down) }, image)).rejects.toBe(down);
  });
});
