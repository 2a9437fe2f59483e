const SECRET_FIELDS =
  /\b((?:[\w-]*(?:token|password|passwd|root_pass|secret|api[_-]?key)|authorization)["']?\s*(?:=>|[=:])\s*)("[^"]*"|'[^']*'|(?:(?:Basic|Bearer|Token)\s+)?[^\s,;&"'}]+)/gi;

/** The text without what follows `token=`, `"password":`, `root_pass` and the like, and without the given values. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text.replace(SECRET_FIELDS, '$1[redacted]');
  // Shorter ones would blank out half of every sentence, and are no secret anyway.
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '[redacted]');
  return safe;
}
