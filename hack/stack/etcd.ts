import { answersOk, type Part } from './part.ts';

export type EtcdOptions = { program: string; data: string; clientPort: number; peerPort: number };

export function etcdPart({ program, data, clientPort, peerPort }: EtcdOptions): Part {
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return {
    name: 'etcd',
    argv: [
      program,
      ...['--name', 'bedplate', '--data-dir', data, '--log-level', 'warn'],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `bedplate=${peer}`],
      // A stack on one machine need not outlive a power cut; kill -9 loses nothing even so.
      '--unsafe-no-fsync',
    ],
    readyWithinMs: 30_000,
    isReady: () => answersOk(`${client}/health`),
  };
}
