/** Number of groups of an IPv6 address, and of those that a network assigns to one customer. */
const GROUPS = 8;
const PREFIX = 4;
const MAPPED = '0:0:0:0:0:ffff';

/** Identifies the caller: an IPv4 address, or the /64 of an IPv6 address. */
export function callerOf(headers: Headers): string {
  const address = headers.get('cf-connecting-ip') ?? '';
  return address.includes(':') ? networkOf(address) : address;
}

function networkOf(address: string): string {
  // A URL has the address in lower case, without an IPv4 notation, with `::` for the longest run of zeros.
  const hostname = URL.parse(`http://[${address}]`)?.hostname;
  if (hostname === undefined) return address;
  const [first = [], last = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  const groups = [...first, ...Array<string>(GROUPS - first.length - last.length).fill('0'), ...last];
  if (groups.slice(0, -2).join(':') === MAPPED) return mappedIn(groups.slice(-2));
  return groups.slice(0, PREFIX).join(':');
}

/** The IPv4 address that these groups contain. */
const mappedIn = (groups: string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
