import fc from 'fast-check';
import { redact } from '../../../activities/http/redact.ts';

describe('redact', () => {
  it.each([
    ['GET /unattended/built?token=0b1c-22&x=1', 'GET /unattended/built?token=[redacted]&x=1'],
    ['{"password":"a b","name":"n1"}', '{"password":[redacted],"name":"n1"}'],
    ["root_pass => 'hunter22'", 'root_pass => [redacted]'],
    ['authorization: Basic YWRtaW46', 'authorization: [redacted]'],
    ['X-API-Key: abc', 'X-API-Key: [redacted]'],
    ['bmc_password=abc; next', 'bmc_password=[redacted]; next'],
    ['Name has already been taken', 'Name has already been taken'],
    ['put the right password into the Secret', 'put the right password into the Secret'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('leaves no given value of four characters or more', () => {
    const secret = fc.string({ minLength: 4 }).filter((text) => !'[redacted]'.includes(text));
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
        expect(redact(`${before}${value}${after}`, [value]).replaceAll('[redacted]', '\n')).not.toContain(value);
      }),
    );
  });
});
