import type { HttpReply } from '../http/message.ts';

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  500: 'Internal Server Error',
};

/** CherryPy's page: whatever was asked for, an error is HTML. */
export function htmlError(status: number, words: string): HttpReply {
  const title = `${status} ${titles[status] ?? ''}`;
  const body = [
    '<!DOCTYPE html PUBLIC',
    '"-//W3C//DTD XHTML 1.0 Transitional//EN"',
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    '<html>',
    `<head><title>${title}</title></head>`,
    '    <body>',
    `        <h2>${title}</h2>`,
    `        <p>${words}</p>`,
    '        <pre id="traceback"></pre>',
    '    </body>',
    '</html>',
    '',
  ].join('\n');
  const headers = { 'content-type': 'text/html;charset=utf-8' };
  return { status, headers, body, touched: { key: '', changed: false } };
}
