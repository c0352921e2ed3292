package io.cutover.token;

import io.cutover.split.Platform;
import java.util.Set;

/** What came of checking a request's bearer token. */
public sealed interface Verdict {

  /** The token is good. */
  record Granted(Identity identity) implements Verdict {}

  /** The caller must bring another token: answered 401 (RFC 6750 §3.1). */
  record Rejected(Reason reason) implements Verdict {}

  /** It is not checked here: it goes, as it is, to the platform that does. */
  record Unchecked(String authority, Set<Platform> nativeTo) implements Verdict {
    public Unchecked {
      nativeTo = Set.copyOf(nativeTo);
    }
  }

  /** The authority cannot be asked: answered 503, for the caller is not at fault. */
  record Unavailable(String authority) implements Verdict {}

  /** Why a token was rejected. */
  enum Reason {
    MALFORMED,
    NO_AUTHORITY,
    UNKNOWN_ISSUER,
    BAD_ALGORITHM,
    BAD_TYPE,
    BAD_SIGNATURE,
    WRONG_AUDIENCE,
    NOT_YET_VALID,
    EXPIRED,
    INACTIVE
  }
}
