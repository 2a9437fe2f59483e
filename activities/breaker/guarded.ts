import type { Breaker, Caller } from './breaker.ts';

/** The port with a breaker in front of each of its calls. Its `ping` is a probe: it may go when others may not. */
export function guarded<Port extends object>(port: Port, breaker: Breaker, caller: Caller): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) =>
        breaker.run(() => member.apply(target, given) as Promise<unknown>, caller, name === 'ping');
    },
  });
}
