import type { Config } from './config.ts';
import { placeholderFault } from './placeholder.ts';
import type { SettingReader } from './setting-reader.ts';

/** Reads how pages name the service and who runs it. */
export function readService(read: SettingReader): Pick<Config, 'service'> {
  const name = readName(read, 'SERVICE_NAME', 60);
  const operator = readName(read, 'OPERATOR_NAME', 100);
  const contact = readName(read, 'OPERATOR_CONTACT', 200);
  const privacy = read.text('PRIVACY_URL');
  const terms = read.text('TERMS_URL');
  const privacyUrl = privacy === undefined ? undefined : read.webAddress('PRIVACY_URL', privacy, 'exact');
  const termsUrl = terms === undefined ? undefined : read.webAddress('TERMS_URL', terms, 'exact');
  const service = {
    ...(name !== undefined && { name }),
    ...(operator !== undefined && { operator }),
    ...(contact !== undefined && { contact }),
    ...(privacyUrl !== undefined && { privacyUrl }),
    ...(termsUrl !== undefined && { termsUrl }),
  };
  return Object.keys(service).length === 0 ? {} : { service };
}

function readName(
  read: SettingReader,
  name: 'SERVICE_NAME' | 'OPERATOR_NAME' | 'OPERATOR_CONTACT',
  maxLength: number,
): string | undefined {
  const value = read.text(name);
  if (value !== undefined && value.length > maxLength) {
    read.reject(name, `must be at most ${maxLength} characters (has ${value.length})`);
  }
  return value;
}

/** Reads where `/metrics` is shown. `mainPort` is the port of everything else. */
export function readMetrics(
  read: SettingReader,
  mainPort: number,
): Pick<Config, 'metricsPort' | 'metricsToken'> {
  const port = read.integer('METRICS_PORT', 0, 65_535, 0);
  if (port !== 0 && port === mainPort) read.reject('METRICS_PORT', 'must be another port than PORT');
  const token = readToken(read, 'METRICS_TOKEN');
  return {
    ...(read.text('METRICS_PORT') !== undefined && { metricsPort: port }),
    ...(token !== undefined && { metricsToken: token }),
  };
}

/** Reads the token of the operator's page. */
export function readOperatorToken(read: SettingReader): Pick<Config, 'operatorToken'> {
  const token = readToken(read, 'OPERATOR_TOKEN');
  return token === undefined ? {} : { operatorToken: token };
}

/** Reads where alerts may go. */
export function readAlertAddresses(read: SettingReader): Pick<Config, 'alertAddresses'> {
  const isLocal = read.choice('ALERT_ADDRESSES', ['public', 'local'], 'public') === 'local';
  return isLocal ? { alertAddresses: 'local' } : {};
}

/** Reads a token that the operator made; one that can be guessed is rejected. */
function readToken(read: SettingReader, name: 'METRICS_TOKEN' | 'OPERATOR_TOKEN'): string | undefined {
  const token = read.text(name);
  if (token === undefined) return undefined;
  const fault =
    placeholderFault(token) ??
    (token.length < 16 || /\s/.test(token) ? 'must be at least 16 characters without spaces' : undefined) ??
    (new Set(token).size < 6 ? 'must not be a few characters, repeated' : undefined);
  if (fault !== undefined) read.reject(name, fault);
  return token;
}
