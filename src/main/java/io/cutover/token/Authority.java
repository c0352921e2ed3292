package io.cutover.token;

import io.cutover.config.AuthorityConfig;

/** One that issued tokens, and what is known of them. */
sealed interface Authority extends AutoCloseable permits JwtAuthority, OpaqueAuthority {
  /** Returns what it was made from; as long as that is the same, so is the authority. */
  AuthorityConfig config();

  @Override
  void close();

  /** Returns the verdict when a check cannot be made. */
  static Verdict unmade(AuthorityConfig config) {
    return config.refuseWhenUnavailable()
        ? new Verdict.Unavailable(config.name())
        : new Verdict.Unchecked(config.name(), config.nativeTo());
  }
}
