import { fieldUnique, textField, type Model } from '../model.ts';
import type { ApiErrors } from '../refusals.ts';

export const extrasModels: readonly Model[] = [
  {
    name: 'extras.status',
    path: 'extras/statuses',
    verbose: 'Status',
    fields: {
      name: { kind: 'text', required: true },
      color: { kind: 'text', default: '9e9e9e' },
      description: { kind: 'text', default: '' },
      content_types: { kind: 'list' },
    },
    natural: 'name',
    unique: [fieldUnique('name', 'status')],
  },
  {
    name: 'extras.role',
    path: 'extras/roles',
    verbose: 'Role',
    fields: {
      name: { kind: 'text', required: true },
      color: { kind: 'text', default: '9e9e9e' },
      description: { kind: 'text', default: '' },
      weight: { kind: 'number', default: null },
      content_types: { kind: 'list' },
    },
    natural: 'name',
    unique: [fieldUnique('name', 'role')],
  },
  {
    name: 'extras.customfield',
    path: 'extras/custom-fields',
    verbose: 'CustomField',
    fields: {
      label: { kind: 'text', required: true },
      key: { kind: 'text' },
      type: {
        kind: 'choice',
        default: 'text',
        labels: {
          text: 'Text',
          integer: 'Integer',
          boolean: 'Boolean (true/false)',
          date: 'Date',
          url: 'URL',
          json: 'JSON',
          markdown: 'Markdown',
          select: 'Selection',
        },
      },
      filter_logic: {
        kind: 'choice',
        default: 'loose',
        labels: { disabled: 'Disabled', loose: 'Loose', exact: 'Exact' },
      },
      description: { kind: 'text', default: '' },
      required: { kind: 'flag', default: false },
      weight: { kind: 'number', default: 100 },
      content_types: { kind: 'list' },
    },
    natural: 'key',
    unique: [fieldUnique('key', 'custom field')],
    clean(draft): ApiErrors {
      draft.values.key ??= textField(draft, 'label').toLowerCase().replace(/\W+/g, '_');
      const key = textField(draft, 'key');
      return /^[a-z_]\w*$/i.test(key)
        ? {}
        : {
            key: [
              'This key is not Python/GraphQL safe. Please do not start the key with a digit and do not use hyphens or whitespace',
            ],
          };
    },
    display: (row) => textField(row, 'label'),
  },
];
