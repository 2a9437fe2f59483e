/** Seconds; small enough that no machine is ever what is waited for. */
export const MACHINE_TIMES = { installSeconds: 0, powerSeconds: 0.02, bootSeconds: 0.02, wipeSeconds: 0 };
