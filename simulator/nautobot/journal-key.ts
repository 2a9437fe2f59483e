import { textField, type Model, type Row } from './model.ts';
import type { Tables } from './tables.ts';
import { displayOf } from './view.ts';

/** What the journal calls a row. An interface has its name only within its device, and a join has none at all. */
export function journalKey(tables: Tables, model: Model, row: Row): string {
  switch (model.name) {
    case 'dcim.interface':
      return interfaceKey(tables, row);
    case 'ipam.ipaddresstointerface': {
      const address = tables.get('ipam.ipaddress', row.values.ip_address);
      const nic = tables.get('dcim.interface', row.values.interface);
      return address && nic ? `${textField(address, 'address')}@${interfaceKey(tables, nic)}` : row.id;
    }
    default:
      return displayOf(tables, model, row);
  }
}

function interfaceKey(tables: Tables, nic: Row): string {
  const device = tables.get('dcim.device', nic.values.device);
  return `${device ? textField(device, 'name') : ''}:${textField(nic, 'name')}`;
}
