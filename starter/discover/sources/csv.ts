import { readText } from '../../read-text.ts';
import { parseCsv } from '../csv-file.ts';
import type { Source } from './source.ts';

export const csv: Source = {
  flags: '--csv <file>',
  description: 'machines from a CSV file; its columns are listed below',
  read: async ([file = '']) => ({ records: parseCsv(readText(file), file), unanswered: [] }),
};
