import { textOf, type Json } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import { unprocessable, type ValidationErrors } from '../refusals.ts';
import type { Host } from './host.ts';
import { listOf, wantsDestroy, type PartIds } from './nested-attributes.ts';

/** An item without an id is an addition, even when the name exists: that is an error, not an update (contracts 1.3). */
export function applyParameters(
  host: Host,
  given: Json | undefined,
  traps: Traps,
  ids: PartIds,
  errors: ValidationErrors,
): void {
  if (given !== undefined && !traps.isOn('foreman.nested-lists-add'))
    host.parameters = host.parameters.filter((old) => listOf(given).some((item) => item.id === old.id));
  for (const item of listOf(given)) {
    const existing = host.parameters.find((parameter) =>
      item.id === undefined && !traps.isOn('foreman.parameter-needs-its-id')
        ? parameter.name === item.name
        : parameter.id === Number(item.id),
    );
    if (item.id !== undefined && !existing)
      throw unprocessable(`Couldn't find HostParameter with ID=${textOf(item.id)} for Host`);
    if (existing && wantsDestroy(item)) {
      host.parameters = host.parameters.filter((parameter) => parameter !== existing);
      continue;
    }
    if (existing) {
      existing.name = textOf(item.name) ?? existing.name;
      if (item.value !== undefined) existing.value = item.value;
      continue;
    }
    const name = textOf(item.name) ?? '';
    if (name === '') errors['host_parameters.name'] = ["can't be blank"];
    else if (host.parameters.some((parameter) => parameter.name === name))
      errors['host_parameters.name'] = ['has already been taken'];
    else
      host.parameters.push({
        id: ids.next(),
        name,
        value: item.value ?? '',
        type: textOf(item.parameter_type) ?? 'string',
      });
  }
}
