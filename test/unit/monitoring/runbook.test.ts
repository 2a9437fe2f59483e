import { readdirSync, readFileSync } from 'node:fs';
import {
  NODE_CONDITIONS,
  POOL_CONDITIONS,
  REASONS,
  SALT_MASTER_CONDITIONS,
  SALT_MINION_CONDITIONS,
} from '../../../api/conditions.ts';
import { alertRules } from './rules.ts';

const runbook = readFileSync('docs/runbook.md', 'utf8');

/** Heading, and what stands under it. */
const sections = new Map(
  runbook
    .split(/^### /m)
    .slice(1)
    .map((section): [string, string] => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading, lines.join('\n').split(/^## /m)[0] ?? ''];
    }),
);
const anchors = new Set([...runbook.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase()));

it('has a section for each alert, condition and reason, and none besides', () => {
  const lists = [NODE_CONDITIONS, POOL_CONDITIONS, SALT_MASTER_CONDITIONS, SALT_MINION_CONDITIONS];
  const conditions = lists.flatMap((list) => Object.keys(list));
  const wanted = [...alertRules().map(({ alert }) => alert), ...conditions, ...Object.keys(REASONS)];

  expect([...sections.keys()].sort()).toEqual([...new Set(wanted)].sort());
});

it('says each thing once', () => {
  const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);

  expect(headings).toHaveLength(sections.size);
});

it.each([...sections])('%s says what it means, what to look at and what to do, and no novel', (_, text) => {
  const parts = [...text.matchAll(/^- \*\*(\w+)\*\* \S/gm)].map(([, part]) => part);

  expect(parts).toEqual(['Means', 'Look', 'Do']);
  expect(text.trim().split('\n').length).toBeLessThanOrEqual(12);
});

it('links lead to sections', () => {
  const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);

  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

it.each(alertRules().map(({ alert, annotations }) => [alert, annotations.runbook_url ?? '']))(
  'alert %s leads to its section',
  (alert, url) => {
    expect(url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(anchors).toContain(alert.toLowerCase());
  },
);

it('names only commands that there are', () => {
  const sources = readdirSync('starter/commands').map((file) => readFileSync(`starter/commands/${file}`, 'utf8'));
  const known = sources.flatMap((source) => [...source.matchAll(/\.command\('(\w+)/g)].map(([, name = '']) => name));
  const named = [...runbook.matchAll(/`bedplate ([a-z]+)/g)].map(([, name = '']) => name);

  expect(new Set(named)).toContain('retry');
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
