package io.cutover.bridge;

import io.cutover.config.TokenServiceConfig;
import io.cutover.http.Authority;
import io.cutover.http.Head;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the token service stands among all that is asked for. Immutable. */
final class TokenPlaces {
  private final Set<String> hosts;
  private final List<Path> paths = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Path(byte[] bytes, TokenPlace place) {}

  TokenPlaces(TokenServiceConfig config) {
    this.hosts = config.hosts();
    config.token().forEach(path -> add(path, TokenPlace.TOKEN));
    config.revoke().forEach(path -> add(path, TokenPlace.REVOKE));
    config.authorize().forEach(path -> add(path, TokenPlace.AUTHORIZE));
  }

  private void add(String path, TokenPlace place) {
    paths.add(new Path(path.getBytes(StandardCharsets.US_ASCII), place));
  }

  /** Returns what a request asks of the token service; null: nothing. */
  @Nullable TokenPlace of(Head head) {
    int start = Authority.pathStart(head);
    for (Path path : paths) {
      int end = start + path.bytes().length;
      boolean ends =
          end == head.targetEnd() || (end < head.targetEnd() && head.bytes()[end] == '?');
      if (ends && head.equalsIgnoreCase(start, end, path.bytes()) && isHere(head)) {
        return path.place();
      }
    }
    return null;
  }

  private boolean isHere(Head head) {
    int start = Authority.start(head);
    if (hosts.isEmpty()) {
      return true;
    }
    if (start < 0) {
      return false;
    }
    int end = Authority.hostEnd(head.bytes(), start, Authority.endOf(head));
    String host =
        new String(head.bytes(), start, end - start, StandardCharsets.US_ASCII)
            .toLowerCase(Locale.ROOT);
    return hosts.contains(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
  }
}
