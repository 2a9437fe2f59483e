import type { OperationStep } from './operation.ts';

/** Those who run something on the machine are told, and waited for. */
export const drain: OperationStep = {
  name: 'drain',
  title: 'drain',
  state: 'Draining',
  touches: false,

  async run({ ref, request, call, note }) {
    const hooks = await call('drain.hooks', { ref, more: request.drain }, `${request.type}: who is to be told`);
    for (const hook of hooks) {
      note(`drain hook ${hook.name}`);
      await call(
        'drain.run',
        { ref, hook, operation: { type: request.type, reason: request.why } },
        `${request.type}: drain hook ${hook.name}`,
      );
    }
    return { message: hooks.length === 0 ? 'nobody is to be told' : hooks.map(({ name }) => name).join(', ') };
  },
};

/** What was only held back is let go on. */
export const undrain: OperationStep = {
  name: 'undrain',
  title: 'give back to those who were drained',
  state: 'Running',
  touches: false,

  async run({ ref, request, call }) {
    const hooks = await call('drain.hooks', { ref, more: request.drain }, `${request.type}: who was told`);
    const undone: string[] = [];
    for (const hook of hooks.filter(({ kubernetes }) => kubernetes)) {
      const operation = { type: request.type, reason: request.why };
      await call('drain.undo', { ref, hook, operation }, `${request.type}: undo drain hook ${hook.name}`);
      undone.push(hook.name);
    }
    return { message: undone.join(', ') || 'nobody was held back' };
  },
};
