import { readText } from '../../read-text.ts';
import { parseYaml } from '../yaml-file.ts';
import type { Source } from './source.ts';

export const yaml: Source = {
  flags: '--yaml <file>',
  description: 'machines from a YAML list, one mapping each',
  read: async ([file = '']) => ({ records: parseYaml(readText(file), file), unanswered: [] }),
};
