import { stopTestTemporal } from './temporal-server.ts';

export default stopTestTemporal;
