// Faults of the client that the simulation has found and that are not mended yet. One that is not found any more must be
// taken off this list: a test asks for that.
export const KNOWN = [
  {
    // src/calls/create.rs, Sender::way and sends_key: over HTTP/2 the first create of a client goes out as a stream, without
    // its key, also where the caller named one. The key that its intent names is then one that the relay has never met: a
    // look-up says "free", and a repeat with it is a second batch.
    name: 'a streamed create has a key that was not sent',
    matches: ({ what, hasKeys, isUnkeyed, calls }) =>
      hasKeys &&
      isUnkeyed &&
      (what === 'findCreated proved that there is no batch' || (what === 'stored twice' && calls > 1)),
  },
  {
    // src/wasm/calls/find.rs, Search::next: "free" is a proof only as long as the relay would remember the key.
    name: 'findCreated takes a forgotten key for one that never arrived',
    matches: ({ what, hasKeys, isUnkeyed, isForgotten }) =>
      hasKeys && what === 'findCreated proved that there is no batch' && !isUnkeyed && isForgotten,
  },
  {
    // src/calls/error_body.rs, is_proof: that the relay remembers keys does not make a gateway's 429 or 529 behind it the API's.
    name: "a gateway's refusal behind a relay is taken for the API's",
    matches: ({ what, hasKeys, isGateway, isUnkeyed, status, calls }) =>
      hasKeys &&
      isGateway &&
      ((what === 'create was refused, and there is a batch' && (status === 429 || status === 529)) ||
        (what === 'stored twice' && isUnkeyed && calls === 1)),
  },
];

/** The violations that are news. */
export const unknownOf = (violations) => violations.filter((one) => !KNOWN.some(({ matches }) => matches(one)));
