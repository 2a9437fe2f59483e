/** A curl command, as far as the simulator follows it. */
export interface Curl {
  url: string;
  method: string;
  headers: Record<string, string>;
  data: CurlData | null;
  /** `-f`: a status from 400 on is a failure. */
  fail: boolean;
  retries: number;
  retryAllErrors: boolean;
  retryRefused: boolean;
  maxSeconds: number | null;
  outputFile: string | null;
}

/** Body: text, or the file named after `@`; `-d @file` drops its line ends, `--data-binary` keeps them. */
export type CurlData = { kind: 'text'; text: string } | { kind: 'file'; path: string; keepLineEnds: boolean };

export type CurlParsed = { ok: true; curl: Curl } | { ok: false; reason: string };

type Setter = (curl: Curl, value: string) => void;

const flags: Record<string, (curl: Curl) => void> = {
  '--fail': (curl) => (curl.fail = true),
  '--fail-with-body': (curl) => (curl.fail = true),
  '--retry-all-errors': (curl) => (curl.retryAllErrors = true),
  '--retry-connrefused': (curl) => (curl.retryRefused = true),
};
const ignoredFlags = [
  '--silent',
  '--show-error',
  '--location',
  '--insecure',
  '--ipv4',
  '--ipv6',
  '--verbose',
  '--no-progress-meter',
  '--globoff',
];

const options: Record<string, Setter> = {
  '--request': (curl, value) => (curl.method = value),
  '--header': (curl, value) => addHeader(curl, value),
  '--data': (curl, value) => setData(curl, value, false),
  '--data-ascii': (curl, value) => setData(curl, value, false),
  '--data-raw': (curl, value) => (curl.data = { kind: 'text', text: value }),
  '--data-binary': (curl, value) => setData(curl, value, true),
  '--retry': (curl, value) => (curl.retries = Number(value)),
  '--max-time': (curl, value) => (curl.maxSeconds = Number(value)),
  '--output': (curl, value) => (curl.outputFile = value),
  '--url': (curl, value) => (curl.url = value),
};
const ignoredOptions = [
  '--retry-delay',
  '--retry-max-time',
  '--connect-timeout',
  '--write-out',
  '--user-agent',
  '--noproxy',
  '--cacert',
];

const long: Record<string, string> = {
  f: '--fail',
  s: '--silent',
  S: '--show-error',
  L: '--location',
  k: '--insecure',
  v: '--verbose',
  g: '--globoff',
  '4': '--ipv4',
  '6': '--ipv6',
  X: '--request',
  H: '--header',
  d: '--data',
  m: '--max-time',
  o: '--output',
  w: '--write-out',
  A: '--user-agent',
};

/** Parses the words after `curl`; an option that the simulator doesn't know is an error, as it is for curl. */
export function parseCurl(words: readonly string[]): CurlParsed {
  const curl: Curl = {
    url: '',
    method: '',
    headers: {},
    data: null,
    fail: false,
    retries: 0,
    retryAllErrors: false,
    retryRefused: false,
    maxSeconds: null,
    outputFile: null,
  };
  const queue = words.flatMap(expandWord);
  while (queue.length > 0) {
    const word = queue.shift() ?? '';
    if (!word.startsWith('-')) {
      curl.url = word;
      continue;
    }
    const setFlag = flags[word];
    if (setFlag) setFlag(curl);
    if (setFlag || ignoredFlags.includes(word)) continue;
    const set = options[word];
    if (!set && !ignoredOptions.includes(word)) return { ok: false, reason: `option ${word}: is unknown` };
    const value = queue.shift();
    if (value === undefined) return { ok: false, reason: `option ${word}: requires parameter` };
    set?.(curl, value);
  }
  if (curl.url === '') return { ok: false, reason: 'no URL specified' };
  if (curl.method === '') curl.method = curl.data === null ? 'GET' : 'POST';
  return { ok: true, curl };
}

/** `-fsSm30` becomes its long options and their value. */
function expandWord(word: string): string[] {
  if (!/^-[^-]/.test(word)) return [word];
  const expanded: string[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = long[word.charAt(at)] ?? `-${word.charAt(at)}`;
    expanded.push(name);
    const takesValue = name in options || ignoredOptions.includes(name);
    if (!takesValue) continue;
    const value = word.slice(at + 1);
    return value === '' ? expanded : [...expanded, value];
  }
  return expanded;
}

function addHeader(curl: Curl, header: string): void {
  const colon = header.indexOf(':');
  if (colon > 0) curl.headers[header.slice(0, colon).trim().toLowerCase()] = header.slice(colon + 1).trim();
}

function setData(curl: Curl, value: string, keepLineEnds: boolean): void {
  curl.data = value.startsWith('@')
    ? { kind: 'file', path: value.slice(1), keepLineEnds }
    : { kind: 'text', text: value };
}
