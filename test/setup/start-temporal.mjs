import { startTestTemporal } from './temporal-server.ts';

export default startTestTemporal;
