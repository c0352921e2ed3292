package io.cutover.demo;

import io.cutover.config.Secret;
import io.cutover.split.Platform;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered client of the demo.
 *
 * @param keys its key pair on each platform where it has one; at least one
 * @param apis the secured APIs that it subscribed to; at least one
 * @param newPart of an application with both pairs, the part of its instances that already use the
 *     one on the new platform, 0 to 1
 * @param user whom its tokens on the old platform stand for; null: for itself
 * @param seconds how long it asks its tokens on the old platform to live
 * @param style how it asks for a token
 */
record Application(
    String name,
    Map<Platform, Keys> keys,
    List<Api> apis,
    double newPart,
    @Nullable User user,
    int seconds,
    Style style) {

  Application {
    keys = Map.copyOf(keys);
    apis = List.copyOf(apis);
  }

  /** A consumer key and its secret. */
  record Keys(String clientId, Secret secret) {}

  /** A person at API Cloud. */
  record User(String name, Secret password) {}

  /** The ways in which clients are seen to ask for tokens. */
  enum Style {
    /** Basic credentials, the grant in the form. */
    BASIC,
    /** Credentials and grant in the form. */
    BODY,
    /** Basic credentials, the grant in the query, an empty body. */
    QUERY
  }

  /** Returns what its bucket hashes: its old client id, else its new one. */
  String bucketKey() {
    Keys old = keys.get(Platform.OLD);
    return old != null ? old.clientId() : keys(Platform.NEW).clientId();
  }

  /**
   * Returns whether its token of a platform is swapped for one of the other where that is asked.
   */
  boolean crosses(Platform platform) {
    return keys.size() == 2 && (user == null || platform == Platform.NEW);
  }

  /** Returns its pair on a platform where it has one. */
  Keys keys(Platform platform) {
    Keys pair = keys.get(platform);
    if (pair == null) {
      throw new IllegalArgumentException(name + " has no keys on " + platform.label());
    }
    return pair;
  }
}
