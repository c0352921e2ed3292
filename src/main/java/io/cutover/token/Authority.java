package io.cutover.token;

import io.cutover.config.AuthorityConfig;
import org.jspecify.annotations.Nullable;

/** One that issued tokens, and what is known of them. */
sealed interface Authority extends AutoCloseable permits JwtAuthority, OpaqueAuthority {
  /** Returns what it was made from; as long as that is the same, so is the authority. */
  AuthorityConfig config();

  /** Forgets a token; returns whose it was, if it was known to be good. */
  @Nullable Identity forget(TokenDigest digest);

  @Override
  void close();

  /** Returns the verdict when a check cannot be made. */
  static Verdict unmade(AuthorityConfig config) {
    return config.refuseWhenUnavailable()
        ? new Verdict.Unavailable(config.name())
        : new Verdict.Unchecked(config.name(), config.nativeTo());
  }
}
