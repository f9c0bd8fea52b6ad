/** A command that a shell did not run: `$(openssl rand -hex 32)`, `openssl rand -base64 32`. */
const COMMAND = /\$\(|\$\{|`|\bopenssl\b|\brand\s+-(?:hex|base64)/i;

/** Words that guides and templates write where a value belongs. */
const STAND_IN = new RegExp(
  [
    '^(?:change|replace)[-_ ]?(?:me|this|it)',
    '^(?:your|my|the)[-_ ].*(?:secret|key|id|token|value|password)(?:[-_ ]here)?$',
    '^(?:put|paste|insert|enter|run)[-_ ].*(?:here|result)$',
    '^(?:placeholder|todo|example|password|secret|key)[-_ .!0-9]*$',
    ...['^<.*>$', '^\\[.*\\]$', '^\\{.*\\}$'],
  ].join('|'),
  'i',
);

/** Returns why a text cannot be a secret, as the end of a sentence ("… is a command that was not run"); `undefined` if it may be one. */
export function placeholderFault(text: string): string | undefined {
  if (STAND_IN.test(text.trim())) return 'is a placeholder, not a value';
  if (COMMAND.test(text)) return 'is a command that was not run: run it, and paste what it prints';
  return undefined;
}
