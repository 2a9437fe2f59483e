import { parseSettings, SettingsError } from '../../../api/load-settings.ts';

test('an empty file means the defaults', () => {
  expect(parseSettings('', 'settings.yaml')).toMatchObject({
    cell: 'local',
    temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    connectTo: [],
    log: { level: 'info' },
  });
});

test('the environment stands over the file', () => {
  const parsed = parseSettings('cell: az1\ntemporal: {address: "t:7233", namespace: fleet}', 'settings.yaml', {
    TEMPORAL_ADDRESS: 'other:7233',
    BEDPLATE_RESYNC_SECONDS: '60',
    BEDPLATE_LOG_LEVEL: '',
  });
  expect(parsed).toMatchObject({
    cell: 'az1',
    temporal: { address: 'other:7233', namespace: 'fleet' },
    bridge: { resyncSeconds: 60 },
  });
});

test('every mistake is listed at once, each with its field', () => {
  const load = () =>
    parseSettings('cell: "No Cell"\ntemporal: {adress: x}\nlog: {level: loud}\nlisten: nowhere', '/etc/bedplate.yaml');
  expect(load).toThrow(SettingsError);
  expect(load).toThrow(/\/etc\/bedplate.yaml/);
  for (const words of [
    /cell: must be a short/,
    /temporal\.adress: no such setting/,
    /log\.level: /,
    /listen: must be HOST:PORT/,
  ]) {
    expect(load).toThrow(words);
  }
});
