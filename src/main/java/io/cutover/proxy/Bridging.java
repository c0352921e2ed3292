package io.cutover.proxy;

import io.cutover.bridge.Ask;
import io.cutover.bridge.Bridge;
import io.cutover.bridge.Swap;
import io.cutover.decide.Caller;
import io.cutover.http.Field;
import io.cutover.http.OutgoingRequest;
import io.cutover.route.Route;
import io.cutover.route.Target;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The credential that one exchange's request has for the platform it goes to: the one that came, or
 * one that it was swapped for. On the exchange's event loop only.
 */
final class Bridging {
  private static final byte[] AUTHORIZATION = ascii("Authorization: ");
  private static final byte[] BEARER = ascii("Bearer ");
  private static final byte[] COLON = ascii(": ");

  private final Bridge bridge;
  private final Executor executor;
  private @Nullable Ask ask;
  private Swap.@Nullable Token swapped;
  private boolean refreshed;

  Bridging(Bridge bridge, Executor executor) {
    this.bridge = bridge;
    this.executor = executor;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Gets the credential for a platform; {@code then} is told what came of it, at once if it can be,
   * or null when the one that came is good there.
   */
  void toward(Platform platform, Caller caller, Route route, Consumer<@Nullable Swap> then) {
    ask = caller.ask(bridge, platform, route.name());
    swapped = null;
    if (ask == null) {
      then.accept(null);
      return;
    }
    Consumer<Swap> take =
        swap -> {
          swapped = swap instanceof Swap.Token token ? token : null;
          then.accept(swap);
        };
    Swap held = bridge.held(ask);
    if (held != null) {
      take.accept(held);
    } else {
      bridge.fetch(ask, executor, take);
    }
  }

  boolean isSwapped() {
    return swapped != null;
  }

  /** Returns whether the credential that came is checked, and goes on in the field it came in. */
  boolean isInPlace(Caller caller, Route route) {
    return swapped == null && caller.token() != null && route.authHeaders().length == 0;
  }

  /** Returns whether the platform's first 401 to a swapped token is met here. */
  boolean isRefusable() {
    return swapped != null && !refreshed;
  }

  /** Has another token got in place of one that the platform did not take, once for an exchange. */
  void refresh(Runnable then) {
    refreshed = true;
    bridge.refresh(
        Objects.requireNonNull(ask),
        Objects.requireNonNull(swapped),
        executor,
        token -> {
          swapped = token;
          then.run();
        });
  }

  /**
   * Puts the credential into a request. Where nothing has to be changed it stays as it came; else
   * no field that can carry a token is passed on but the one that is added here.
   */
  void write(OutgoingRequest request, Caller caller, Route route, Target target) {
    boolean inPlace = swapped == null && route.authHeaders().length == 0;
    if (inPlace || (swapped == null && caller.token() == null)) {
      return;
    }
    request.drop(Field.AUTHORIZATION);
    request.drop(route.authHeaders());
    byte[] value =
        swapped != null
            ? swapped.authorization()
            : join(BEARER, ascii(Objects.requireNonNull(caller.token()).reveal()));
    request.add(
        target.authHeader().length == 0 ? AUTHORIZATION : join(target.authHeader(), COLON), value);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] all = new byte[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
